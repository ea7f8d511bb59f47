FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/simpul

COPY requirements.txt ./
RUN python -m pip install --quiet --require-hashes -r requirements.txt \
    && useradd --system --user-group --no-create-home --shell /usr/sbin/nologin service

# The program runs from its source folder: `schema` and `server` are names that a library could have as well.
COPY domain domain
COPY db db
COPY graph graph
COPY resolvers resolvers
COPY schema schema
COPY jobs jobs
COPY server server
COPY imports imports
COPY demo demo
COPY cli cli

USER service
ENV HOST=0.0.0.0 PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health', timeout=2)"]
ENTRYPOINT ["python", "-m", "cli"]
CMD ["serve"]
