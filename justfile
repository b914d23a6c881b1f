# The verbs of the house. Each is one line; `just check` is exactly what CI runs.

default:
    @just --list

# Start: install, migrate, load places and the sample province, serve
up:
    python3 manage.py up

# All tests (give paths or -k to choose)
test *ARGS:
    python3 manage.py test {{ARGS}}

# Exactly what CI runs
check:
    bash .ci/run

# Format and lint
tidy:
    .venv/bin/ruff check --fix . && .venv/bin/ruff format .

# Rewrite the documents that are printed from the code
docs:
    .venv/bin/python manage.py print_docs

# Measure (each prints its figures beside what it is compared with)
bench NAME:
    .venv/bin/python bench/{{NAME}}.py

# Lock the dependencies again
lock:
    uv pip compile pyproject.toml --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header -o requirements.lock
    uv pip compile pyproject.toml --group test --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header -c requirements.lock -o requirements-test.lock
    uv pip compile --group spark --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header -c requirements-test.lock -o requirements-spark.lock
