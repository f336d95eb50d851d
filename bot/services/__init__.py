"""The services of Lede, each with one job; they talk only through the store.

The way of one article, with the shape that it has at each step::

    sources.*.fetch            address        -> Draft           as the source gave it
    text.drafts.read_drafts    Draft          -> Reading         its text, made once
    ingest                     Reading        -> NewArticle      a row of `article` and `body`
    curate                     Uncurated      -> Decision        language, story, interests, seq
      text.story.telling         headline, lead -> Telling       compared with other articles
    editions (role `publish`)  Article        -> Story           what tells the same news
      domain.ranking.top_list    Story        -> RankedStory     in the order of an interest
      domain.digest.merge        TopList      -> Digest          chosen for one briefing
      render.digest              Digest       -> RenderedMessage
      store.editions             Message      -> rows of `edition` and `outbox`, committed
    deliver                    OutboxPart     -> RequestVerdict -> Settlement

A draft crosses to a worker process twice where its source is a feed or a folder: as bytes to be
parsed, and again, only when the store says that it is new or changed, to be read. So a poll that
brings nothing new, which is nearly every one, costs one crossing and no reading.
"""
