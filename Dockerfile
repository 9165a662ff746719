# One image for the service: slim, non-root, healthy only while it really reads mail.
FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /app && /app/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY inbox_agent inbox_agent
COPY config config
COPY templates templates
RUN /app/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home --home-dir /data agent
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 INBOX_AGENT_CONFIG=/data/agent.toml
USER agent
VOLUME /data
WORKDIR /data
HEALTHCHECK --interval=2m --timeout=30s --start-period=5m CMD ["inbox-agent", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["inbox-agent"]
CMD ["run", "--log-json"]
