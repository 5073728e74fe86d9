"""The coverage of e-KTP in the registry table. Each method names its access pattern of docs/data-model.md."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

from chalicelib.adapters.dynamodb.cursors import decode_place, encode_place
from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Item, Keys, packed, text_of
from chalicelib.adapters.dynamodb.table import MOST_ACTIONS, Table, TransactionRefusedError
from chalicelib.adapters.system import wait_with_jitter
from chalicelib.domain.coverage.campaign import Campaign, Mark, Member
from chalicelib.domain.coverage.figures import DayFigures
from chalicelib.domain.coverage.owing import MOST_PIECES, Facts, OwingList, Piece
from chalicelib.domain.coverage.recording import Recorded, RecordingDay, RecordingStep
from chalicelib.domain.errors import NotFoundError, StaleVersionError
from chalicelib.domain.worklist import format_moment
from chalicelib.services.coverage_ports import RecordedBeforeError, SeenList

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

EachT = TypeVar("EachT")

FIGURES: Final = "COVERAGE"
DAY: Final = "DAY#"
OWING: Final = "OWING"
LIST: Final = "LIST"
PIECE: Final = "PIECE#"
FACTS: Final = "FACTS#"
CAMPAIGNS: Final = "CAMPAIGNS"
CAMPAIGN: Final = "CAMPAIGN#"
MEMBERS: Final = "MEMBERS#"
OUTCOME: Final = "OUTCOME#"
RECORDINGS: Final = "RECORDINGS"
STEP: Final = "STEP#"
RECORDED: Final = "RECORDED#"
PERSON: Final = "PERSON#"
SEEN: Final = "SEEN-LISTS"
MEMBERS_OF_ITEM: Final = 500
LINES_OF_ITEM: Final = 50
"""Some 13 KB: whoever wants one person reads no more than that."""
LINES_AT_ONCE: Final = 100
"""A request names as many items at most."""
GRACE: Final = timedelta(days=2)
"""After the day until which a list is kept, in any time zone, its pieces go by themselves."""
RECORDED_ITEM: Final[Item] = {"entity_type": {"S": "recorded"}, "schema_version": SCHEMA}
PLACE_OF_PERSON: Final = 2
"""Among the actions of a day that is stored: after the day itself and its step."""


class _Place:
    """Items of this area, each with a version that the next one is put on the condition of."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: str, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = Keys(office)

    def _partition(self, partition: str) -> str:
        return str(self._keys.beside(partition, "")["PK"]["S"])

    def _body(self, partition: str, sort: str) -> str | None:
        item = self._table.get(self._keys.beside(partition, sort), {"#body": "body"})
        return text_of(item, "body") if item else None

    def _bodies(self, partition: str, prefix: str) -> Iterator[str]:
        for item in self._table.query_partition(self._partition(partition), prefix, "body"):
            yield text_of(item, "body")

    def _entry(self, partition: str, sort: str, kind: str, body: str) -> Item:
        return {
            **self._keys.beside(partition, sort),
            "entity_type": {"S": kind},
            "schema_version": SCHEMA,
            "body": packed(body),
        }

    def _replace(self, item: Item, version: int) -> None:
        try:
            self._table.transact([self._next(item, version)])
        except TransactionRefusedError:
            raise StaleVersionError from None

    def _next(self, item: Item, version: int) -> dict[str, Any]:
        """A put on the condition that the version before is the stored one."""
        action = self._table.put_action({**item, "version": {"N": str(version)}}, only_new=version == 1)
        if version > 1:
            action["Put"] |= {
                "ConditionExpression": "#version = :before",
                "ExpressionAttributeNames": {"#version": "version"},
                "ExpressionAttributeValues": {":before": {"N": str(version - 1)}},
            }
        return action


class DynamoCoverageFigures(_Place):
    """One item a day, all of one partition: four hundred days are one megabyte."""

    def get(self, day: date) -> DayFigures:
        """Pattern V1."""
        body = self._body(FIGURES, f"{DAY}{day}")
        return DayFigures.model_validate_json(body) if body else DayFigures(day=day)

    def save(self, figures: DayFigures) -> DayFigures:
        """Pattern V2."""
        stored = figures.model_copy(update={"version": figures.version + 1})
        item = self._entry(FIGURES, f"{DAY}{figures.day}", "coverage_day", stored.model_dump_json())
        self._replace(item, stored.version)
        return stored

    def list_days(self, since: date, until: date) -> tuple[DayFigures, ...]:
        """Pattern V3."""
        found = self._table.query_all(
            KeyConditionExpression="#pk = :pk AND #sk BETWEEN :since AND :until",
            ExpressionAttributeNames={"#pk": "PK", "#sk": "SK", "#body": "body"},
            ExpressionAttributeValues={
                ":pk": {"S": self._partition(FIGURES)},
                ":since": {"S": f"{DAY}{since}"},
                ":until": {"S": f"{DAY}{until}"},
            },
            ProjectionExpression="#body",
            ConsistentRead=True,
        )
        return tuple(DayFigures.model_validate_json(text_of(item, "body")) for item in found)


class DynamoOwingLists(_Place):
    """One item for the list, and a partition for each edition of it; no key and no attribute names a person."""

    def get(self) -> OwingList:
        """Pattern V4."""
        body = self._body(OWING, LIST)
        return OwingList.model_validate_json(body) if body else OwingList()

    def save(self, owing: OwingList) -> OwingList:
        """Pattern V5."""
        stored = owing.model_copy(update={"version": owing.version + 1})
        self._replace(self._entry(OWING, LIST, "owing_list", stored.model_dump_json()), stored.version)
        return stored

    def put_piece(self, owing: OwingList, piece: Piece) -> Piece:
        """Pattern V6. The list is checked in the same transaction: nothing is added to an edition that was closed."""
        edition = owing.opened or 0
        body = {"body": packed(piece.model_dump_json(exclude={"lines", "facts"}))}
        head = self._part(owing, PIECE, f"{piece.number:04d}", body)
        facts = self._part(owing, FACTS, f"{piece.number:04d}", body | {"facts": {"B": piece.facts}})
        lines = [
            self._part(owing, PIECE, f"{piece.number:04d}#{number:03d}", {"lines": {"M": dict(some)}})
            for number, some in enumerate(
                _chunks([(name, {"B": sealed}) for name, sealed in piece.lines.items()], LINES_OF_ITEM)
            )
        ]
        puts = [self._table.put_action(head, only_new=True), *map(self._table.put_action, (facts, *lines))]
        try:
            self._table.transact([*puts, self._still(owing)])
        except TransactionRefusedError as refused:
            if refused.stored(0):
                return next(self.list_pieces(owing.id, edition, piece.number, piece.number))
            raise StaleVersionError from None
        return piece

    def _part(self, owing: OwingList, of: str, number: str, what: Item) -> Item:
        return {
            **self._keys.beside(_edition(owing.id, owing.opened or 0), f"{of}{number}"),
            "entity_type": {"S": "owing_piece"},
            "schema_version": SCHEMA,
            "expires_at": {"N": str(_expiry(owing))},
            **what,
        }

    def list_pieces(self, list_id: str, edition: int, last: int = MOST_PIECES, first: int = 0) -> Iterator[Piece]:
        """Pattern V7. A piece from before its lines were kept apart has them in its own item."""
        names = {"#lines": "lines", "#body": "body"}
        piece: Piece | None = None
        for item in self._pieces(list_id, edition, "#lines, #body", names, first=first, last=last):
            lines = {name: bytes(value["B"]) for name, value in item.get("lines", {"M": {}})["M"].items()}
            if "body" in item:
                if piece is not None:
                    yield piece
                piece = Piece.model_validate_json(text_of(item, "body"))
            if piece is not None:
                piece = piece.model_copy(update={"lines": {**piece.lines, **lines}})
        if piece is not None:
            yield piece

    def list_heads(self, list_id: str, edition: int, last: int = MOST_PIECES) -> Iterator[Piece]:
        """Pattern V24."""
        names = {"#facts": "facts", "#body": "body"}
        for item in self._pieces(list_id, edition, "#facts, #body", names, last=last, of=FACTS):
            piece = Piece.model_validate_json(text_of(item, "body"))
            yield piece.model_copy(update={"facts": bytes(item["facts"]["B"])})

    def find_lines(self, list_id: str, edition: int, people: Sequence[Facts]) -> dict[str, bytes]:
        """Pattern V25."""
        found: dict[str, bytes] = {}
        partition, by_place = _edition(list_id, edition), sorted(people, key=lambda each: (each.piece, each.place))
        for some in _chunks(by_place, LINES_AT_ONCE):
            sorts = {f"{PIECE}{each.piece:04d}#{each.place // LINES_OF_ITEM:03d}" for each in some}
            names = {"#lines": "lines", **{f"#{number}": each.id for number, each in enumerate(some)}}
            shown = ",".join(f"#lines.#{number}" for number in range(len(some)))
            for item in self._table.get_many([self._keys.beside(partition, sort) for sort in sorts], names, shown):
                found |= {who: bytes(line["B"]) for who, line in item.get("lines", {}).get("M", {}).items()}
        return found

    def find_line(self, list_id: str, edition: int, person: str, last: int = MOST_PIECES) -> bytes | None:
        """Pattern V8."""
        names = {"#lines": "lines", "#person": person}
        for item in self._pieces(list_id, edition, "#lines.#person", names, last=last):
            if found := item.get("lines", {}).get("M", {}).get(person):
                return bytes(found["B"])
        return None

    def drop_pieces(self, list_id: str, edition: int, after: int = 0) -> None:
        """Pattern V9."""
        partition = _edition(list_id, edition)
        sorts = [
            item["SK"]["S"]
            for of in (PIECE, FACTS)
            for item in self._pieces(list_id, edition, "#sk", {}, first=after + 1, of=of)
        ]
        for some in _chunks(sorts, MOST_ACTIONS):
            self._table.transact([self._table.delete_action(self._keys.beside(partition, sort)) for sort in some])

    def _pieces(
        self, list_id: str, edition: int, wanted: str, names: Mapping[str, str], *, first: int = 0,
        last: int = MOST_PIECES, of: str = PIECE,
    ) -> Iterator[Item]:  # fmt: skip
        if first > last:
            return iter(())
        return self._table.query_all(
            KeyConditionExpression="#pk = :pk AND #sk BETWEEN :first AND :last",
            ExpressionAttributeNames={"#pk": "PK", "#sk": "SK", **names},
            ExpressionAttributeValues={
                ":pk": {"S": self._partition(_edition(list_id, edition))},
                ":first": {"S": f"{of}{first:04d}"},
                ":last": {"S": f"{of}{last:04d}~"},
            },
            ProjectionExpression=wanted,
            ConsistentRead=True,
        )

    def _still(self, owing: OwingList) -> dict[str, Any]:
        return {
            "ConditionCheck": {
                "TableName": self._table.name,
                "Key": self._keys.beside(OWING, LIST),
                "ConditionExpression": "#version = :seen",
                "ExpressionAttributeNames": {"#version": "version"},
                "ExpressionAttributeValues": {":seen": {"N": str(owing.version)}},
            }
        }


class DynamoCampaigns(_Place):
    """Heads of one partition; the people and the outcomes of a campaign of another."""

    def create(self, campaign: Campaign, members: Sequence[Member]) -> Campaign:
        """Pattern V10."""
        head = self._entry(CAMPAIGNS, f"{CAMPAIGN}{campaign.id}", "campaign", campaign.model_dump_json())
        chunks = [self._chunk(campaign.id, n, some) for n, some in enumerate(_chunks(members, MEMBERS_OF_ITEM))]
        try:
            self._table.transact([self._table.put_action(item, only_new=True) for item in (head, *chunks)])
        except TransactionRefusedError as refused:
            if stored := refused.stored(0):
                return Campaign.model_validate_json(text_of(stored, "body"))
            raise
        return campaign

    def get(self, campaign: str) -> Campaign:
        """Pattern V11."""
        body = self._body(CAMPAIGNS, f"{CAMPAIGN}{campaign}")
        if body is None:
            raise NotFoundError
        return Campaign.model_validate_json(body)

    def list_all(self) -> tuple[Campaign, ...]:
        """Pattern V12."""
        return tuple(map(Campaign.model_validate_json, self._bodies(CAMPAIGNS, CAMPAIGN)))

    def list_members(self, campaign: str) -> tuple[Member, ...]:
        """Pattern V13."""
        partition = self._partition(f"{CAMPAIGN}{campaign}")
        found = self._table.query_partition(partition, MEMBERS, "people")
        return tuple(
            Member(id=each["M"]["id"]["S"], sealed=each["M"]["sealed"]["B"])
            for item in found
            for each in item["people"]["L"]
        )

    def list_marks(self, campaign: str) -> dict[str, Mark]:
        """Pattern V14."""
        marks = map(Mark.model_validate_json, self._bodies(f"{CAMPAIGN}{campaign}", OUTCOME))
        return {mark.person: mark for mark in marks}

    def get_mark(self, campaign: str, person: str) -> Mark:
        """Pattern V22."""
        body = self._body(f"{CAMPAIGN}{campaign}", f"{OUTCOME}{person}")
        return Mark.model_validate_json(body) if body else Mark(person=person)

    def save_mark(self, campaign: str, mark: Mark) -> Mark:
        """Pattern V15."""
        stored = mark.model_copy(update={"version": mark.version + 1})
        item = self._entry(
            f"{CAMPAIGN}{campaign}", f"{OUTCOME}{mark.person}", "campaign_outcome", stored.model_dump_json()
        )
        self._replace(item, stored.version)
        return stored

    def _chunk(self, campaign: str, number: int, members: Sequence[Member]) -> Item:
        people = [{"M": {"id": {"S": member.id}, "sealed": {"B": member.sealed}}} for member in members]
        return {
            **self._keys.beside(f"{CAMPAIGN}{campaign}", f"{MEMBERS}{number:04d}"),
            "entity_type": {"S": "campaign_members"},
            "schema_version": SCHEMA,
            "people": {"L": people},
        }


class DynamoRecordingDays(_Place):
    """One item a day and place, with who is booked: a slot cannot be filled twice in one version.

    Beside it, one item for each version: who made it. And one for each person of a list who was recorded: on which day.
    """

    def get(self, day_id: str) -> RecordingDay:
        """Pattern V16."""
        body = self._body(RECORDINGS, f"{DAY}{day_id}")
        if body is None:
            raise NotFoundError
        return RecordingDay.model_validate_json(body)

    def save(self, day: RecordingDay, step: RecordingStep, recorded: Recorded | None = None) -> RecordingDay:
        """Pattern V17: the day on its version, the step if new, a person's record if new or this day's own."""
        stored = day.model_copy(update={"version": day.version + 1})
        item = self._entry(RECORDINGS, f"{DAY}{day.id}", "recording_day", stored.model_dump_json())
        said = self._entry(
            f"{RECORDINGS}#{day.id}", f"{STEP}{stored.version:06d}", "recording_step", step.model_dump_json()
        )
        actions = [self._next(item, stored.version), self._table.put_action(said, only_new=True)]
        actions += self._of_person(day.id, recorded) if recorded else []
        try:
            self._table.transact(actions)
        except TransactionRefusedError as refused:
            other = refused.stored(PLACE_OF_PERSON) if recorded and recorded.is_so else None
            if refused.failed(0) or other is None:
                raise StaleVersionError from None
            raise RecordedBeforeError(text_of(other, "recording")) from None
        return stored

    def list_recorded(self, list_id: str) -> Collection[str]:
        """Pattern V23."""
        found = self._table.query_partition(self._partition(f"{RECORDED}{list_id}"), PERSON, "SK")
        return frozenset(item["SK"]["S"].removeprefix(PERSON) for item in found)

    def _of_person(self, day_id: str, recorded: Recorded) -> list[dict[str, Any]]:
        """Read first where it is taken back: a day takes back nothing that another one said."""
        key = self._keys.beside(f"{RECORDED}{recorded.list_id}", f"{PERSON}{recorded.person}")
        this, names = {"S": day_id}, {"#recording": "recording"}
        said = {"ExpressionAttributeNames": names, "ExpressionAttributeValues": {":this": this}}
        if recorded.is_so:
            action = self._table.put_action({**key, **RECORDED_ITEM, "recording": this}, only_new=True)
            action["Put"] |= said | {"ConditionExpression": "attribute_not_exists(#recording) OR #recording = :this"}
            return [action]
        if (self._table.get(key, names) or {}).get("recording") != this:
            return []
        action = self._table.delete_action(key)
        action["Delete"] |= said | {"ConditionExpression": "#recording = :this"}
        return [action]

    def list_steps(self, day_id: str) -> tuple[RecordingStep, ...]:
        """Pattern V21."""
        return tuple(map(RecordingStep.model_validate_json, self._bodies(f"{RECORDINGS}#{day_id}", STEP)))

    def list_all(self) -> tuple[RecordingDay, ...]:
        """Pattern V18."""
        return tuple(map(RecordingDay.model_validate_json, self._bodies(RECORDINGS, DAY)))


class DynamoSeenLists(_Place):
    """One item a view, sorted by moment; put once and never again."""

    def record(self, seen: SeenList) -> None:
        """Pattern V19."""
        item = self._entry(SEEN, f"{format_moment(seen.at)}#{seen.id}", "seen_list", seen.model_dump_json())
        self._table.transact([self._table.put_action(item, only_new=True)])

    def list_seen(self, limit: int, cursor: str | None = None) -> tuple[tuple[SeenList, ...], str | None]:
        """Pattern V20."""
        partition = self._partition(SEEN)
        start = {"ExclusiveStartKey": decode_place(partition, cursor)} if cursor else {}
        page = self._table.query(
            KeyConditionExpression="#pk = :pk",
            ExpressionAttributeNames={"#pk": "PK", "#body": "body"},
            ExpressionAttributeValues={":pk": {"S": partition}},
            ProjectionExpression="#body",
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=limit,
            **start,
        )
        last = page.get("LastEvaluatedKey")
        found = tuple(SeenList.model_validate_json(text_of(item, "body")) for item in page["Items"])
        return found, encode_place(partition, last["SK"]["S"]) if last else None


def _chunks(values: Sequence[EachT], size: int) -> Iterator[Sequence[EachT]]:
    return (values[start : start + size] for start in range(0, len(values), size))


def _edition(list_id: str, edition: int) -> str:
    return f"{OWING}#{list_id}#{edition}"


def _expiry(owing: OwingList) -> int:
    day = (owing.opened_until or owing.until or date.max - GRACE) + GRACE
    return int(datetime.combine(day, time(), UTC).timestamp())
