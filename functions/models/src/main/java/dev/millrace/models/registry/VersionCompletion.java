package dev.millrace.models.registry;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.Problem;
import dev.millrace.models.change.ModelChange;
import dev.millrace.models.validation.ValidationRequest;
import dev.millrace.models.validation.ValidationResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Has uploaded versions validated, and notes what came of it. Calls throw {@link SdkException} when
 * a store cannot be reached in time. Thread-safe.
 */
public final class VersionCompletion {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Logger LOG = LoggerFactory.getLogger(VersionCompletion.class);

  private final RegistryStores stores;
  private final ValidationFunction function;
  private final Duration longestValidation;

  /**
   * Completion in these stores.
   *
   * @param longestValidation after which a validation without a result has none
   */
  public VersionCompletion(
      RegistryStores stores, ValidationFunction function, Duration longestValidation) {
    this.stores = Objects.requireNonNull(stores);
    this.function = Objects.requireNonNull(function);
    this.longestValidation = Objects.requireNonNull(longestValidation);
  }

  /**
   * Validates a version that is uploaded, or waits for a validation that is going on.
   *
   * @param until when to give up waiting
   * @param deadline when everything must be done
   * @return the version as it is then: validated, rejected, or still validating
   * @throws Problem 409 where there is nothing to complete, 503 where the validation did not start
   */
  public VersionRow complete(VersionRow version, Deadline until, Deadline deadline) {
    VersionRow row = settled(version, deadline);
    return switch (row.status()) {
      case UPLOADING -> awaited(begun(row, deadline), until, deadline);
      case VALIDATING -> awaited(isOverdue(row) ? begun(row, deadline) : row, until, deadline);
      case VALIDATED, REJECTED -> row;
      case DEACTIVATED, DELETED ->
          throw Problem.conflict(
              "%s %s is %s; expected a version that is uploaded"
                  .formatted(row.model(), row.version(), row.status().text()));
    };
  }

  /** Whether a version's validation has been going on for longer than one can. */
  public boolean isOverdue(VersionRow row) {
    return row.status() == VersionStatus.VALIDATING
        && row.attempt()
            .map(attempt -> attempt.startedAt().plus(longestValidation))
            .map(end -> end.isBefore(stores.clock().instant()))
            .orElse(true);
  }

  /** The version with what its validation came to, where that is known and not noted yet. */
  public VersionRow settled(VersionRow row, Deadline deadline) {
    if (row.status() != VersionStatus.VALIDATING) {
      return row;
    }
    return stores
        .objects()
        .result(row.model(), row.version(), row.attempt().orElseThrow().id(), deadline)
        .map(result -> noted(row, result, deadline))
        .orElse(row);
  }

  private VersionRow noted(VersionRow row, ValidationResult result, Deadline deadline) {
    VersionRow after =
        switch (result) {
          case ValidationResult.Validated found ->
              row.validated(
                  stores.clock().instant(), new ModelFile(found.bytes(), found.memoryBytes()));
          case ValidationResult.Rejected refused -> row.rejected(refused.error());
        };
    ModelChange change =
        stores.change(after, after.status().text(), row.registeredBy(), after.error(), Map.of());
    boolean written =
        stores
            .versions()
            .write(
                List.of(stores.versions().replace(row, after), stores.history().write(change)),
                deadline);
    // Another request was first; what it noted is the same.
    return written ? after : current(row, deadline);
  }

  private VersionRow current(VersionRow row, Deadline deadline) {
    return stores
        .versions()
        .find(row.model(), row.version(), deadline)
        .orElseThrow(() -> RegistryProblem.lostRace(row.model(), row.version()));
  }

  private VersionRow begun(VersionRow row, Deadline deadline) {
    VersionRow validating =
        row.validating(new ValidationAttempt(stores.newId(), stores.clock().instant()));
    if (!stores.versions().replaceAlone(row, validating, deadline)) {
      throw RegistryProblem.lostRace(row.model(), row.version());
    }
    try {
      function.start(request(validating), deadline);
    } catch (SdkException failed) {
      LOG.warn("The validation of {} {} did not start", row.model(), row.version(), failed);
      stores.versions().replaceAlone(validating, row, deadline);
      throw Problem.unavailable(
          "The validation of %s %s did not start; the same request may be sent again"
              .formatted(row.model(), row.version()));
    }
    return validating;
  }

  private static ValidationRequest request(VersionRow row) {
    return new ValidationRequest(
        row.model(),
        row.version(),
        row.upload(),
        row.attempt().orElseThrow().id(),
        row.content().sha256(),
        row.content().definitionSha256());
  }

  private VersionRow awaited(VersionRow begun, Deadline until, Deadline deadline) {
    VersionRow row = settled(begun, deadline);
    while (row.status() == VersionStatus.VALIDATING && until.pauseUnlessInterrupted(POLL)) {
      row = settled(row, deadline);
    }
    return row;
  }

  /** Why a version that is still validating may be completed again; empty where it may not. */
  public Optional<String> overdue(VersionRow row) {
    return isOverdue(row)
        ? Optional.of(
            "The validation has given no answer within %d s; complete the version again"
                .formatted(longestValidation.toSeconds()))
        : Optional.empty();
  }
}
