"""The WSGI application: the reading API in front, Django behind."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

django_application = get_wsgi_application()

from cms.checks import refuse_unsafe_settings  # noqa: E402 (after Django's set-up, as all that follows)

refuse_unsafe_settings()

from api.endpoint import Endpoint  # noqa: E402 (after Django's set-up, which the modules below need)
from cms import health_port  # noqa: E402
from cms.first_request import with_listening  # noqa: E402
from cms.health import with_health  # noqa: E402
from cms.metrics import with_metrics  # noqa: E402
from cms.slow_answers import with_few_large_answers  # noqa: E402
from cms.slow_bodies import with_watched_bodies  # noqa: E402

health_port.start()
django_in_turn = with_watched_bodies(with_few_large_answers(django_application))
application = with_health(with_metrics(with_listening(Endpoint(django_in_turn))))

# Modules and models stay: without them a full collection, which all requests wait for, is several times shorter.
gc.freeze()
