package dev.millrace.features.definition;

import dev.millrace.features.json.InvalidMember;
import dev.millrace.features.json.JsonMembers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A model version's {@code model.json}, as far as documents and answers are concerned. Immutable.
 *
 * @param name lower-case letters, digits and hyphens
 * @param version MAJOR.MINOR.PATCH
 * @param task what the model predicts
 * @param classes of a multiclass model, in the order of its probabilities; else those of a binary
 *     model, or none
 * @param record what of a document makes it a record
 * @param lookups those that features refer to, and those that are declared
 * @param features in the order in which the model takes them, one at least
 */
public record ModelDefinition(
    String name,
    String version,
    Task task,
    List<String> classes,
    RecordDefinition record,
    List<LookupDefinition> lookups,
    List<FeatureDefinition> features) {

  /** What a model's name looks like, for error messages. */
  public static final String EXPECTED_NAME =
      "lower-case letters, digits and hyphens, a letter first, at most 63 characters";

  private static final String FILE = "model.json";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final int MAXIMUM_FEATURES = 1_000;

  /** Copies the lists. */
  public ModelDefinition {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(task, "task");
    classes = List.copyOf(classes);
    Objects.requireNonNull(record, "record");
    lookups = List.copyOf(lookups);
    features = List.copyOf(features);
  }

  /**
   * The definition that a {@code model.json} holds. Members of the file that are not named here are
   * skipped; of a record, a look-up and a feature they are refused.
   *
   * @throws InvalidMember with a sentence that names the member, what it held and what was expected
   */
  public static ModelDefinition parse(byte[] json) {
    JsonMembers model = JsonMembers.parse(json, FILE);
    Task task = task(model);
    Map<String, LookupDefinition> lookups = lookups(model);
    List<FeatureDefinition> features = features(model, new FeatureReader(lookups));
    return new ModelDefinition(
        matching(model, "name", ModelDefinition::isName, EXPECTED_NAME),
        matching(
            model, "version", text -> ModelVersion.parse(text).isPresent(), ModelVersion.EXPECTED),
        task,
        classes(model, task),
        RecordDefinition.read(model.optionalObject("record")),
        List.copyOf(lookups.values()),
        features);
  }

  /** The names of the features, in their order. */
  public List<String> featureNames() {
    return features.stream().map(FeatureDefinition::name).toList();
  }

  /** Whether a model can have this name: {@code [a-z][a-z0-9-]{0,62}}. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  private static String matching(
      JsonMembers model, String name, Predicate<String> form, String expected) {
    String text = model.text(name);
    if (!form.test(text)) {
      throw model.refused(name, expected);
    }
    return text;
  }

  private static Task task(JsonMembers model) {
    Optional<String> word = model.optionalText("task");
    return word.isEmpty()
        ? Task.BINARY
        : Task.named(word.get())
            .orElseThrow(() -> model.refused("task", "regression, binary or multiclass"));
  }

  private static List<String> classes(JsonMembers model, Task task) {
    List<String> classes = model.texts("classes");
    boolean fits =
        switch (task) {
          case REGRESSION -> classes.isEmpty();
          case BINARY -> classes.isEmpty() || classes.size() == 2;
          case MULTICLASS -> classes.size() >= 2;
        };
    if (!fits || new HashSet<>(classes).size() < classes.size()) {
      throw model.refused(
          "classes",
          switch (task) {
            case REGRESSION -> "none for a regression";
            case BINARY -> "two different ones, or none, for a binary task";
            case MULTICLASS -> "two or more different ones for a multiclass task";
          });
    }
    return classes;
  }

  private static Map<String, LookupDefinition> lookups(JsonMembers model) {
    Map<String, LookupDefinition> lookups = new LinkedHashMap<>();
    Optional<JsonMembers> declared = model.optionalObject("lookups");
    if (declared.isPresent()) {
      for (String name : declared.get().names()) {
        if (!LookupDefinition.isTableName(name)) {
          throw InvalidMember.held(
              "lookups",
              "the name " + JsonMembers.shown(name),
              LookupDefinition.EXPECTED_NAME + " for each");
        }
        JsonMembers lookup =
            declared
                .get()
                .optionalObject(name)
                .orElseThrow(() -> declared.get().refused(name, "an object"));
        lookups.put(name, LookupDefinition.read(name, lookup));
      }
    }
    return lookups;
  }

  private static List<FeatureDefinition> features(JsonMembers model, FeatureReader reader) {
    List<JsonMembers> declared = model.objects("features");
    if (declared.isEmpty() || declared.size() > MAXIMUM_FEATURES) {
      throw model.refused("features", "an array of 1 to %,d features".formatted(MAXIMUM_FEATURES));
    }
    List<FeatureDefinition> features = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (JsonMembers feature : declared) {
      FeatureDefinition definition = reader.read(feature);
      if (!names.add(definition.name())) {
        throw feature.refused("name", "each name once, and an earlier feature has this one");
      }
      features.add(definition);
    }
    return features;
  }
}
