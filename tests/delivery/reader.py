"""A process of its own that reads one state: prints a notice's title whenever it changes, until it is killed."""

import sys
import time

import django


def main(code: str, tenant_id: int, slug: str) -> None:
    """Warm the view, listen, and report."""
    django.setup()
    from delivery import state_view
    from tenants import listening
    from tenants.viewer import Viewer, ViewerKind

    viewer = Viewer(kind=ViewerKind.CLIENT, tenants={code: tenant_id})
    listening.start()
    shown = None
    while True:
        item = state_view.for_viewer(viewer, code).by_slug("NOTICE", slug)
        title = item["title"] if item else ""
        if title != shown and listening.is_connected():
            sys.stdout.write(title + "\n")
            sys.stdout.flush()
            shown = title
        time.sleep(0.01)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
