"""The database engines: all that differs between them, one package for each.

`dialect.Dialect` says what an engine can be asked, `registry` which there are. Nothing outside of
this package asks which engine it works on. To add one: a package with its `Dialect`, and a line in
the registry, in `bot.domain.setting_checks` and in the fixture `engine` of the tests.
"""
