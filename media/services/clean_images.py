"""Cleaning images that were stored before originals were encoded anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.storage import Storage

from media.image_files import has_metadata, without_metadata
from media.models import CustomImage, CustomRendition
from tenants.scope import scope_of_all_tenants

Advance = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What cleaning did.

    Attributes:
        files: how many files were written anew, originals and renditions.
        failures: what went wrong with others, each with its name.
    """

    files: int
    failures: tuple[str, ...]


def clean_images(*, steps: Callable[[int], Advance] = lambda _count: lambda: None) -> Cleaned:
    """Take what nobody sees (positions, cameras, comments) out of all stored images. Run again, it finds nothing to do.

    Files keep their names, so that every address of a picture goes on showing it.

    Args:
        steps: called with the number of files; what it returns is called after each.
    """
    stored = _stored()
    advance = steps(len(stored))
    files, failures = 0, []
    for storage, name, image in stored:
        try:
            is_cleaned = _clean(storage, name)
        except OSError as error:
            failures.append(f"{name}: {error}")
        else:
            files += is_cleaned
            if is_cleaned and image is not None:
                _measure(image)
        advance()
    return Cleaned(files, tuple(failures))


def _stored() -> list[tuple[Storage, str, CustomImage | None]]:
    with scope_of_all_tenants():
        images, renditions = list(CustomImage.objects.order_by("pk")), list(CustomRendition.objects.order_by("pk"))
    return [
        *((image.file.storage, image.file.name, image) for image in images),
        *((rendition.file.storage, rendition.file.name, None) for rendition in renditions),
    ]


def _clean(storage: Storage, name: str) -> bool:
    with storage.open(name) as content:
        if not has_metadata(content):
            return False
        clean = without_metadata(content)
    spare = storage.save(name, clean)  # under another name, as this one is taken: nothing is lost if there is no room
    try:
        storage.delete(name)
        storage.save(name, clean)
    except OSError as error:
        raise OSError(f"{error} ({spare})") from error
    storage.delete(spare)
    return True


def _measure(image: CustomImage) -> None:
    """Write how large the original is now: it may have been turned. The hash stays that of what was uploaded."""
    with scope_of_all_tenants():
        fresh = CustomImage.objects.get(pk=image.pk)
        fresh.file.field.update_dimension_fields(fresh, force=True)
        fresh.file_size = fresh.file.size
        fresh.save(update_fields=["width", "height", "file_size"])
