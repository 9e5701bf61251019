"""Originals of images: what nobody sees of them is not stored, nor are names that say something."""

from __future__ import annotations

from errno import ENOSPC
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models.signals import post_save
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageCms, ImageSequence, PngImagePlugin
from pytest_django import Settings

from media.image_files import without_metadata
from media.models import CustomImage
from tenants.models import StaffRole, Tenant
from tests.tenants.factories import member, prepared

MARK = b"Refugio Esperanza"
GPS = 0x8825
ORIENTATION = 0x0112
DESCRIPTION = 0x010E
TURN_RIGHT = 6


@pytest.fixture(autouse=True)
def media_folder(settings: Settings, tmp_path: Path) -> Path:
    """A folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def photograph(kind: str = "JPEG", **options: Any) -> bytes:
    """A picture of 40 × 20 pixels as a phone writes it: with a place, to be turned, a profile, and remarks."""
    exif = Image.Exif()
    exif[DESCRIPTION] = MARK.decode()
    exif[ORIENTATION] = TURN_RIGHT
    exif.get_ifd(GPS).update({1: "N", 2: (17.0, 59.0, 21.0), 3: "W", 4: (92.0, 55.0, 41.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    written = BytesIO()
    Image.new("RGB", (40, 20), "#aa3355").save(written, kind, exif=exif, icc_profile=profile, **options)
    return written.getvalue()


def animation() -> bytes:
    """A GIF of three frames."""
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    written = BytesIO()
    frames[0].save(
        written, "GIF", save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0, comment=MARK
    )
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"comment": MARK, "xmp": b"<x:xmpmeta>" + MARK + b"</x:xmpmeta>"}),
        ("WEBP", {"xmp": b"<x:xmpmeta>" + MARK + b"</x:xmpmeta>"}),
        ("PNG", {}),
        ("AVIF", {}),
    ],
)
def test_a_picture_is_turned_and_says_nothing_but_its_colours(kind: str, options: dict[str, Any]) -> None:
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", MARK.decode())
    given = photograph(kind, **options)

    clean = without_metadata(ContentFile(given, name="foto")).read()

    assert MARK in given
    assert MARK not in clean
    picture = opened(clean)
    assert (picture.format, picture.size) == (kind, (20, 40))
    assert dict(picture.getexif()) == {}
    assert picture.info["icc_profile"]


def test_an_animation_keeps_its_frames_and_their_times() -> None:
    clean = opened(without_metadata(ContentFile(animation(), name="paso.gif")).read())

    durations = [frame.info["duration"] for frame in ImageSequence.Iterator(clean)]
    assert (durations, clean.info["loop"], "comment" in clean.info) == ([100, 200, 300], 0, False)


@pytest.mark.usefixtures("all_tenants_in_scope")
def test_what_an_editor_uploads_is_stored_clean(client: Client, media_folder: Path) -> None:
    tabasco = prepared("TAB")
    client.force_login(member(tabasco, StaffRole.EDITOR))
    photo = SimpleUploadedFile("IMG refugio Esperanza.JPG", photograph(), "image/jpeg")

    client.post(
        reverse("wagtailimages:add"),
        {"title": "Fachada", "alt_text": "Fachada", "file": photo, "collection": tabasco.collection_id},
    )

    image = CustomImage.objects.get(title="Fachada")
    rendition = image.get_rendition("width-15")
    files = [path for path in media_folder.rglob("*") if path.is_file()]
    assert (image.width, image.height, image.file_size) == (20, 40, image.file.size)
    assert len(files) == 2
    assert all(MARK not in path.read_bytes() and b"Exif" not in path.read_bytes() for path in files)
    assert not any(word in path.name.lower() for path in files for word in ("img", "refugio", "esperanza"))
    assert Path(rendition.file.name).parent == Path("images")
    assert len(Path(rendition.file.name).stem) == len("0" * 32)
    assert Path(image.file.name).stem not in rendition.file.name


@pytest.mark.usefixtures("all_tenants_in_scope")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_broke_off_is_refused_in_words(client: Client, kind: str) -> None:
    tabasco = prepared("TAB")
    client.force_login(member(tabasco, StaffRole.EDITOR))
    noise = Image.effect_noise((200, 200), 100).convert("RGB")
    whole = BytesIO()
    noise.save(whole, kind)
    half = SimpleUploadedFile(f"foto.{kind.lower()}", whole.getvalue()[: len(whole.getvalue()) // 2])

    page = client.post(
        reverse("wagtailimages:add"),
        {"title": "Fachada", "alt_text": "Fachada", "file": half, "collection": tabasco.collection_id},
    )

    assert page.status_code == 200
    assert "no se puede leer hasta el final" in page.content.decode()
    assert not CustomImage.objects.exists()


@pytest.mark.usefixtures("all_tenants_in_scope")
def test_an_animation_that_broke_off_is_refused_in_words(client: Client) -> None:
    tabasco = prepared("TAB")
    client.force_login(member(tabasco, StaffRole.EDITOR))
    half = SimpleUploadedFile("paso.gif", animation()[: len(animation()) * 2 // 3])

    page = client.post(
        reverse("wagtailimages:add"),
        {"title": "Paso", "alt_text": "Paso", "file": half, "collection": tabasco.collection_id},
    )

    assert page.status_code == 200
    assert "no se puede leer hasta el final" in page.content.decode()


@pytest.mark.usefixtures("all_tenants_in_scope")
def test_renditions_that_pages_were_stored_with_stand_after_the_file_is_replaced(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    image = uploaded(client, photograph())
    wanted: list[str] = []

    def stored_anew(sender: object, instance: CustomImage, **_: Any) -> None:
        wanted[:] = [instance.get_rendition("width-15").file.name]

    post_save.connect(stored_anew, sender=CustomImage)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            replaced(client, image, photograph(quality=60))
    finally:
        post_save.disconnect(stored_anew, sender=CustomImage)

    assert [image.file.storage.exists(name) for name in wanted] == [True]


@pytest.mark.usefixtures("all_tenants_in_scope")
def test_a_file_that_comes_back_has_pictures_of_its_own(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    one = photograph()
    image = uploaded(client, one)
    image.get_rendition("width-15")

    for content in (photograph(quality=60), one):
        with django_capture_on_commit_callbacks(execute=True):
            replaced(client, image, content)

    name = CustomImage.objects.get().get_rendition("width-15").file.name
    assert image.file.storage.exists(name)


def uploaded(client: Client, content: bytes) -> CustomImage:
    """An image that a publisher of Tabasco, who stays signed in, has added."""
    tabasco = prepared("TAB")
    client.force_login(member(tabasco, StaffRole.PUBLISHER))
    photo = SimpleUploadedFile("una.jpg", content)
    client.post(
        reverse("wagtailimages:add"),
        {"title": "Fachada", "alt_text": "Fachada", "file": photo, "collection": tabasco.collection_id},
    )
    return CustomImage.objects.get()


def replaced(client: Client, image: CustomImage, content: bytes) -> None:
    """Give an image another file, by its form."""
    photo = SimpleUploadedFile("otra.jpg", content)
    answer = client.post(
        reverse("wagtailimages:edit", args=[image.pk]),
        {"title": "Fachada", "alt_text": "Fachada", "file": photo, "collection": image.collection_id},
    )
    assert answer.status_code == 302


@pytest.mark.usefixtures("all_tenants_in_scope")
def test_without_room_nothing_is_lost(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    image = stored_as_it_came(prepared("TAB"))

    def full(self: FileSystemStorage, name: str, content: object) -> str:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    call_command("clean_images")

    with image.file.open() as content:
        assert MARK in content.read()
    assert "No space left on device" in capsys.readouterr().out


@pytest.mark.usefixtures("all_tenants_in_scope")
def test_what_was_stored_before_is_cleaned_by_a_command(media_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    image = stored_as_it_came(prepared("TAB"))
    before = sorted(path for path in media_folder.rglob("*") if path.is_file())
    is_told = [MARK in path.read_bytes() for path in before]

    call_command("clean_images")
    call_command("clean_images")

    image.refresh_from_db()
    files = sorted(path for path in media_folder.rglob("*") if path.is_file())
    assert is_told == [True, True]
    assert files == before
    assert not any(MARK in path.read_bytes() for path in files)
    assert (image.width, image.height, image.file_size) == (20, 40, image.file.size)
    printed = capsys.readouterr().out
    assert [line for line in printed.splitlines() if "nuevo" in line] == [
        "2 archivos escritos de nuevo.",
        "0 archivos escritos de nuevo.",
    ]


@pytest.mark.usefixtures("all_tenants_in_scope")
def test_a_file_that_is_gone_does_not_keep_the_others_from_being_cleaned(
    media_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tabasco = prepared("TAB")
    gone, other = stored_as_it_came(tabasco), stored_as_it_came(tabasco)
    gone.file.storage.delete(gone.file.name)

    call_command("clean_images")

    with other.file.open() as content:
        assert MARK not in content.read()
    assert f"Sin limpiar: {gone.file.name}" in capsys.readouterr().out


def stored_as_it_came(tenant: Tenant) -> CustomImage:
    """An image and a rendition as they were stored before originals were cleaned."""
    image = CustomImage(title="Vieja", alt_text="Vieja", collection=tenant.collection)
    name = image.file.storage.save("original_images/IMG_refugio.jpg", ContentFile(photograph()))
    image.file, image.width, image.height = name, 40, 20
    image.save()
    rendition = image.get_rendition("width-15")
    rendition.file.storage.delete(rendition.file.name)
    rendition.file.storage.save(rendition.file.name, ContentFile(photograph()))
    return image
