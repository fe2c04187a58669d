package dev.millrace.lake.cleaning;

/** Who holds an event's id: a record's position, and the hash of its event. */
record Claim(String position, String contentHash) {

  /** What this claim makes of a record with the same id. */
  Verdict on(Claimant claimant) {
    if (position.equals(claimant.position())) {
      return new Verdict(Standing.FIRST, position);
    }
    return new Verdict(
        contentHash.equals(claimant.contentHash()) ? Standing.DUPLICATE : Standing.CONFLICT,
        position);
  }

  enum Standing {
    FIRST,
    DUPLICATE,
    CONFLICT
  }

  /** Of a record, against the one that holds its id. */
  record Verdict(Standing standing, String holder) {}
}
