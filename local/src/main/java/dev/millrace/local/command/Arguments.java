package dev.millrace.local.command;

import dev.millrace.local.support.StackException;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A command's arguments: options with a value, flags without, and the rest in order. */
record Arguments(Map<String, String> options, Set<String> flags, List<String> positional) {
  /**
   * @param options names that take a value, such as {@code --port}
   * @param flags names that take none
   * @throws StackException when an argument is unknown or lacks its value
   */
  static Arguments parse(String[] arguments, Set<String> options, Set<String> flags) {
    Map<String, String> values = new HashMap<>();
    Set<String> given = new java.util.HashSet<>();
    List<String> positional = new ArrayList<>();
    for (int index = 0; index < arguments.length; index++) {
      String argument = arguments[index];
      if (options.contains(argument)) {
        if (index + 1 == arguments.length) {
          throw new StackException(argument + " requires a value; see --help");
        }
        values.put(argument, arguments[++index]);
      } else if (flags.contains(argument)) {
        given.add(argument);
      } else if (argument.startsWith("--")) {
        throw new StackException("There is no option %s; see --help".formatted(argument));
      } else {
        positional.add(argument);
      }
    }
    return new Arguments(Map.copyOf(values), Set.copyOf(given), List.copyOf(positional));
  }

  /**
   * For commands that take options only.
   *
   * @throws StackException when there is another argument
   */
  void requireNoPositional() {
    if (!positional.isEmpty()) {
      throw new StackException(
          "There is no argument %s; see --help".formatted(positional.getFirst()));
    }
  }

  Optional<String> option(String name) {
    return Optional.ofNullable(options.get(name));
  }

  /**
   * A time, in UTC.
   *
   * @throws StackException when the option holds none
   */
  Optional<String> time(String name) {
    return option(name).map(text -> time(name, text));
  }

  private static String time(String name, String text) {
    try {
      return ZonedDateTime.parse(text).toInstant().toString();
    } catch (DateTimeException e) {
      throw new StackException(
          "%s is '%s'; expected a time in ISO-8601 with its zone, such as 2026-01-31T12:00:00Z"
              .formatted(name, text),
          e);
    }
  }

  /** The environment that is named; {@code dev} where none is. */
  String environment() {
    String name = options.getOrDefault("--environment", Synthesis.DEFAULT_ENVIRONMENT);
    if (!name.matches("[a-z][a-z0-9-]{0,19}")) {
      throw new StackException(
          "--environment is '%s'; expected one of infra-cdk/environments.json".formatted(name));
    }
    return name;
  }

  /** A port between 0 and 65535; 0, any free one, where the option is not given. */
  int port(String name) {
    String text = options.getOrDefault(name, "0");
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new StackException("%s is '%s'; expected a port from 0 to 65535".formatted(name, text));
    }
    return Integer.parseInt(text);
  }
}
