package dev.millrace.local.demo;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which document stood where on the stream, and what became of it. */
final class Ledger {
  private final List<Document> documents;

  @GuardedBy("this")
  private final Map<Document, String> positions = new HashMap<>();

  @GuardedBy("this")
  private final Map<Document, Outcome> refused = new HashMap<>();

  @GuardedBy("this")
  private final Map<String, Outcome> outcomes = new HashMap<>();

  @GuardedBy("this")
  private long changes;

  Ledger(List<Document> documents) {
    this.documents = List.copyOf(documents);
  }

  List<Document> documents() {
    return documents;
  }

  /**
   * @param recordId the position's text form
   */
  synchronized void put(Document document, String recordId) {
    positions.put(document, recordId);
    changes++;
  }

  synchronized void refuse(Document document, Outcome.Refused reason) {
    refused.put(document, reason);
    changes++;
  }

  /** A record that is predicted or quarantined after all, or twice, counts as what it was first. */
  synchronized void outcome(String recordId, Outcome outcome) {
    Outcome before = outcomes.get(recordId);
    if (before == null
        || (before instanceof Outcome.Failed && !(outcome instanceof Outcome.Failed))) {
      outcomes.put(recordId, outcome);
      changes++;
    }
  }

  synchronized Optional<Outcome> outcome(Document document) {
    Outcome of = refused.get(document);
    return Optional.ofNullable(of != null ? of : outcomes.get(positions.get(document)));
  }

  /** Documents that are not accounted for, in input order. */
  synchronized List<Document> missing() {
    List<Document> missing = new ArrayList<>();
    for (Document document : documents) {
      if (outcome(document).isEmpty()) {
        missing.add(document);
      }
    }
    return missing;
  }

  /** Documents that the stream has taken or refused. */
  synchronized int sent() {
    return positions.size() + refused.size();
  }

  /** Grows whenever something moves. */
  synchronized long changes() {
    return changes;
  }
}
