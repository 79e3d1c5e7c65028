"""Claims and reports in a database: SQLAlchemy keeps their records in JSON columns."""

from sqlalchemy import JSON, Engine, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

import otcpt


class ClaimColumn(TypeDecorator[otcpt.Claim]):
    """A claim, kept as its record."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: otcpt.Claim | None, dialect: object) -> dict[str, object] | None:
        """Return the record of a claim."""
        return None if value is None else value.to_record()

    def process_result_value(self, value: dict[str, object] | None, dialect: object) -> otcpt.Claim | None:
        """Return the claim of a record."""
        return None if value is None else otcpt.Claim.from_record(value)


class Base(DeclarativeBase):
    """The tables."""


class Checked(Base):
    """A claim with the report that was given."""

    __tablename__ = "checked"
    id: Mapped[int] = mapped_column(primary_key=True)
    claim: Mapped[otcpt.Claim] = mapped_column(ClaimColumn)
    report: Mapped[dict[str, object]] = mapped_column(JSON)


def store(engine: Engine, claim: otcpt.Claim, policy: str) -> int:
    """Check a claim and keep both; return the number of the row."""
    with Session(engine) as session:
        row = Checked(claim=claim, report=otcpt.check(claim, policy=policy).to_record())
        session.add(row)
        session.commit()
        return row.id


def load(engine: Engine, number: int) -> otcpt.Report:
    """Return the report of a row, bound to its claim."""
    with Session(engine) as session:
        row = session.get_one(Checked, number)
        return otcpt.Report.from_record(row.report, row.claim)


def database(url: str = "sqlite://") -> Engine:
    """Return a database with the tables."""
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    return engine
