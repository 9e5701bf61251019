"""What holds for every script and every schedule, whatever they say."""

from datetime import datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from content_models.choices import HolidayRule, NodeKind, Weekday
from content_models.schedules import Period, compile_osm
from content_models.script_graph import ENDS, GraphNode, GraphOption, problems_in

keys = st.sampled_from("abcdef")
options = st.lists(st.builds(GraphOption, key=st.sampled_from("123456"), to=keys), max_size=3).map(tuple)
nodes = st.lists(
    st.builds(
        GraphNode,
        key=keys,
        kind=st.sampled_from(NodeKind.values),
        options=options,
        organization_kind=st.sampled_from([None, "COURT"]),
    ),
    min_size=1,
    max_size=6,
)


@given(nodes=nodes, start=keys, choices=st.lists(st.integers(0, 5), min_size=6, max_size=6))
def test_in_a_sound_script_every_conversation_ends_well(nodes: list[GraphNode], start: str, choices: list[int]) -> None:
    if problems_in(nodes, start):
        return
    by_key = {node.key: node for node in nodes}

    node = by_key[start]
    for choice in choices:
        if not node.options:
            break
        node = by_key[node.options[choice % len(node.options)].to]

    assert not node.options
    assert node.kind in ENDS


@given(nodes=nodes, start=keys)
def test_every_problem_stands_at_its_node(nodes: list[GraphNode], start: str) -> None:
    for problem in problems_in(nodes, start):
        assert problem.position is None or nodes[problem.position].key == problem.node
        assert problem.node in problem.message


minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
periods = st.builds(
    Period, days=st.sets(st.sampled_from(Weekday.values), min_size=1).map(tuple), opens_at=minutes, closes_at=minutes
).filter(lambda period: period.opens_at != period.closes_at or period.opens_at == time(0))


def covers(period: Period, at: datetime) -> bool:
    """Whether a period that began today or yesterday lasts at this moment."""
    for days_ago in (0, 1):
        day = at.date() - timedelta(days=days_ago)
        if Weekday.values[day.weekday()] not in period.days:
            continue
        opens = datetime.combine(day, period.opens_at)
        closes = datetime.combine(day, period.closes_at)
        if closes <= opens:
            closes += timedelta(days=1)
        if opens <= at < closes:
            return True
    return False


@given(several=st.lists(periods, min_size=1, max_size=4), minute=st.integers(0, 7 * 24 * 60 - 1))
def test_compiled_hours_are_open_exactly_when_a_period_lasts(several: list[Period], minute: int) -> None:
    at = datetime.combine(datetime(2026, 11, 23).date(), time(0)) + timedelta(minutes=minute)  # noqa: DTZ001 (own clock)

    hours = OpeningHours(compile_osm(several, is_always_open=False, holidays=HolidayRule.OPEN))

    assert hours.is_open(at) == any(covers(period, at) for period in several)
