"""What is served: no inline code, a strict policy, known libraries, and a sentence without JavaScript."""

from __future__ import annotations

import json
import re

import pytest

from local import vendor
from pulse import money
from tests.named import ROOT

WEB = ROOT / "web"
PAGES = sorted(WEB.rglob("*.html"))
APPLICATIONS = [path for path in PAGES if path.name != "404.html"]
HEADERS = json.loads((ROOT / "firebase.json").read_text())["hosting"]["headers"]
POLICIES = {
    rule["source"]: header["value"]
    for rule in HEADERS
    for header in rule["headers"]
    if header["key"] == "Content-Security-Policy"
}


BYTES_MAX = 200_000
IMPORTED = re.compile(r"(?:from|import|import\()\s*'/([^']+)'")
LINKED = re.compile(r"(?:src|href)=\"/([^\"?]+)\"")


def name(path):
    return str(path.relative_to(WEB))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_has_no_code_and_no_style_of_its_own(page):
    text = page.read_text()

    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|javascript:", text) == []
    assert re.findall(r"(?:src|href)=\"(?!/)", text) == []


@pytest.mark.parametrize("page", APPLICATIONS, ids=name)
def test_a_page_says_in_both_languages_that_it_needs_javascript(page):
    said = re.search(r"<noscript>(.*)</noscript>", page.read_text(), re.DOTALL)[1]

    assert said.count("JavaScript") == 2
    assert 'lang="de"' in said


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_file_that_a_page_names_is_there(page):
    named = re.findall(r"(?:src|href)=\"(/[^\"?]+\.\w+)\"", page.read_text())

    assert [one for one in named if not (WEB / one.removeprefix("/")).is_file()] == []


def loaded_by(page):
    """The files that a page loads beside the SDK of Firebase, each once; also what it loads only at times."""
    todo, seen = [str(page.relative_to(WEB))], set()
    while todo:
        name = todo.pop()
        if name in seen or name == "vendor/firebase.js":
            continue
        seen.add(name)
        text = (WEB / name).read_text()
        named = LINKED if name.endswith(".html") else IMPORTED
        todo += [one for one in named.findall(text) if (WEB / one).suffix in {".js", ".css", ".svg", ".json"}]
    return sorted(seen)


@pytest.mark.parametrize("page", APPLICATIONS, ids=name)
def test_a_page_loads_less_than_200_kb_beside_the_sdk_in_whichever_language(page):
    sizes = {file: (WEB / file).stat().st_size for file in loaded_by(page)}

    assert {"style.css", "app/texts.js", "app/texts/en.js", "app/texts/de.js"} <= sizes.keys()
    assert sum(sizes.values()) < BYTES_MAX, sizes


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_a_policy_allows_nothing_that_it_does_not_name(policy):
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in policy
    assert {"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    assert "require-trusted-types-for 'script'" in policy


def test_only_pages_with_stripes_forms_may_load_stripes_scripts():
    assert {source for source, policy in POLICIES.items() if "stripe" in policy} == {
        "/pay",
        "/*/connect-account",
    }


def test_the_empty_style_element_of_stripes_embedded_forms_is_allowed_where_they_are_and_nowhere_else():
    """By its sum, as Stripe's page on the content security policy of embedded components names it."""
    empty = "'sha256-0hAheEzaMe6uXIKV4EehS9pu1am1lj/KnnzrOYqckXk='"

    assert {source for source, policy in POLICIES.items() if empty in policy} == {"/*/connect-account"}


def test_the_libraries_are_those_that_were_bundled():
    listed = json.loads(vendor.LIST.read_text())["files"]

    assert {file: vendor.digest(vendor.VENDOR / file) for file in listed} == {
        file: about["sha256"] for file, about in listed.items()
    }
    assert {path.name for path in vendor.VENDOR.glob("*.js")} == listed.keys()
    packages = {one["name"]: one["version"] for about in listed.values() for one in about["packages"]}
    assert {one: packages[one] for one in vendor.PACKAGES} == vendor.PACKAGES


def test_every_library_has_its_licence():
    licences = vendor.LICENCES.read_text()
    listed = json.loads(vendor.LIST.read_text())["files"]

    assert all(one["licence"] for about in listed.values() for one in about["packages"])
    assert all(
        f"{one['name']} {one['version']}" in licences
        for about in listed.values()
        for one in about["packages"]
    )


def test_the_pages_know_the_decimals_of_currencies_as_the_backend_does():
    source = (WEB / "app" / "money.js").read_text()

    def listed(constant):
        return set(
            re.findall(r"'(\w+)'", re.search(rf"{constant} = new Set\((.*?)\);", source, re.DOTALL)[1])
        )

    assert listed("NO_DECIMALS") == money.ZERO_DECIMAL
    assert listed("THREE_DECIMALS") == money.THREE_DECIMAL


def test_the_deployed_settings_name_stripe_itself_and_no_emulator():
    settings = json.loads((WEB / "settings.json").read_text())

    assert settings["emulators"] is None
    assert settings["stripeJs"].startswith("https://js.stripe.com/")
    assert settings["connectJs"].startswith("https://connect-js.stripe.com/")
