package dev.millrace.infra.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads the settings of an environment and remembers which of them were declared, so that a key
 * that nobody declared can be reported and all of them can be documented. Values are what JSON
 * holds; {@code -c millrace:KEY=VALUE} on the command line always gives a string. Not thread-safe.
 */
public final class SettingsReader {
  private final Map<String, Object> values;
  private final List<DeclaredSetting> declared = new ArrayList<>();

  /** Reads what an environment sets, by key. */
  public SettingsReader(Map<String, ?> values) {
    this.values = new HashMap<>(values);
  }

  /**
   * Begins the declaration of a setting, which one of the methods of {@link Setting} ends.
   *
   * @param key the name in the file, in camel case
   * @param meaning what it sets, in one sentence for the table of the README
   * @param later what happens when a running deployment gets another value
   */
  public Setting setting(String key, String meaning, String later) {
    if (declared.stream().anyMatch(setting -> setting.key().equals(key))) {
      throw new IllegalStateException("Setting %s is declared twice".formatted(key));
    }
    return new Setting(this, key, meaning, later);
  }

  /** A setting that a deployment may change at any time, without a consequence to tell of. */
  public Setting setting(String key, String meaning) {
    return setting(key, meaning, "yes");
  }

  /** Every setting that was read so far, in the order of its declaration. */
  public List<DeclaredSetting> declared() {
    return List.copyOf(declared);
  }

  /**
   * Checks the environment once all settings are declared.
   *
   * @throws InvalidSettingException when it holds a key that no setting has
   */
  public void rejectUnknownKeys() {
    Set<String> known =
        declared.stream()
            .map(DeclaredSetting::key)
            .collect(Collectors.toCollection(TreeSet<String>::new));
    values.keySet().stream()
        .filter(key -> !known.contains(key))
        .sorted()
        .findFirst()
        .ifPresent(
            key -> {
              throw new InvalidSettingException(
                  "Setting %s (\"%s\") is unknown; expected one of %s."
                      .formatted(key, values.get(key), String.join(", ", known)));
            });
  }

  /** The value of a key, or its default. */
  Object declare(DeclaredSetting setting) {
    declared.add(setting);
    return Objects.requireNonNullElse(values.get(setting.key()), setting.byDefault());
  }
}
