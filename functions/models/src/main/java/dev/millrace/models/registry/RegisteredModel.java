package dev.millrace.models.registry;

import java.time.Instant;
import java.util.Objects;

/**
 * A model, which exists from the first version that was posted for it. Immutable.
 *
 * @param name lower-case letters, digits and hyphens, a letter first, at most 63 characters
 * @param owner the id of who posted the first version; {@link #DEPLOYMENT} for the model that came
 *     with the deployment
 * @param createdAt when that was
 */
public record RegisteredModel(String name, String owner, Instant createdAt) {
  /** The owner of what came with the deployment: everybody may read it, operators change it. */
  public static final String DEPLOYMENT = "deployment";

  /** Checks that nothing is null. */
  public RegisteredModel {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(createdAt, "createdAt");
  }
}
