# Lede in a container: built with what the lock file names, run by nobody, with nothing to write to
# but /data. Without a token it starts the playground, on the container's own loopback.
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /opt/lede \
 && /opt/lede/bin/python -m pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY bot bot
COPY handlers handlers
RUN /opt/lede/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /opt/lede/bin/python -m pip uninstall --yes setuptools pip \
 && find /opt/lede -name tests -type d -prune -exec rm -rf {} +

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="Lede" \
      org.opencontainers.image.description="A Telegram bot that people trust with their morning news" \
      org.opencontainers.image.licenses="MIT"
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin lede \
 && install --directory --owner lede --group lede --mode 0700 /data
COPY --from=build /opt/lede /opt/lede
ENV PATH=/opt/lede/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:////data/lede.db \
    LOG_FORMAT=json
USER 10001
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["lede", "healthcheck"]
ENTRYPOINT ["lede"]
CMD ["run"]
