package dev.millrace.training.model;

import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.definition.PackedDefinition;
import dev.millrace.features.json.InvalidMember;
import java.util.Objects;

/**
 * The model version whose features a training set holds.
 *
 * @param definition what its {@code model.json} says
 * @param packed the {@code model.json} as {@link PackedDefinition} writes it
 */
public record TrainingModel(ModelDefinition definition, String packed) {
  /** Checks that neither is null. */
  public TrainingModel {
    Objects.requireNonNull(definition, "definition");
    Objects.requireNonNull(packed, "packed");
  }

  /**
   * The model of a {@code model.json}.
   *
   * @throws InvalidMember with a sentence that names the member, what it held and what was expected
   */
  public static TrainingModel of(byte[] modelJson) {
    return new TrainingModel(ModelDefinition.parse(modelJson), PackedDefinition.pack(modelJson));
  }

  /**
   * The model of a packed {@code model.json}.
   *
   * @throws InvalidMember when it is none
   */
  public static TrainingModel unpack(String packed) {
    return new TrainingModel(PackedDefinition.unpack(packed), packed);
  }

  /** The model's name. */
  public String name() {
    return definition.name();
  }

  /** The version, MAJOR.MINOR.PATCH. */
  public String version() {
    return definition.version();
  }

  @Override
  public String toString() {
    return name() + " " + version();
  }
}
