# One image for web, worker, beat and migrate; docker-compose.yml says which is which.
FROM python:3.13-slim AS packages
COPY requirements/base.txt /base.txt
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /base.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin curbside
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
# The settings want a key and an address; collecting files uses neither.
RUN SECRET_KEY=unused-while-building DATABASE_URL=postgres://nobody@localhost/none \
    python manage.py collectstatic --noinput --verbosity 0
USER curbside
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["python", "deploy/healthy.py"]
# No access log: addresses of one-click links carry a token. WEB_CONCURRENCY sets the number of workers.
ENV WEB_CONCURRENCY=2
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--max-requests", "5000", "--max-requests-jitter", "500", \
     "--no-control-socket"]
