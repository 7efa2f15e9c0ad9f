"""Exit 0 if the web process in this container answers /healthz."""

import os
import sys
import urllib.request
from urllib.parse import urlsplit

# Only the site's own host name is answered.
host = urlsplit(os.environ.get("SITE_URL", "http://127.0.0.1:8000")).netloc
request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": host})
with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310
    sys.exit(answer.status != 200)
