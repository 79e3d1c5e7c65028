"""Training of caregivers, without the patient: for those of several patients together, or of one patient."""

#: The codes of a training in a group, and of the same training for one patient's caregivers.
TRAININGS = (
    (frozenset({"97552"}), frozenset({"97550", "97551"})),
    (frozenset({"G0543"}), frozenset({"G0541", "G0542"})),
    (frozenset({"96202", "96203"}), frozenset({"G0539", "G0540"})),
)

#: Codes of training in a group.
IN_GROUP = frozenset[str]().union(*(group for group, _ in TRAININGS))

#: All codes of training without the patient.
WITHOUT_PATIENT = IN_GROUP.union(*(alone for _, alone in TRAININGS))
