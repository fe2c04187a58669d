package dev.millrace.modelserver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What the environment says.
 *
 * @param source of the versions that are served
 * @param address where to listen; port 0 is any free one
 * @param maximumBodyBytes a request's body may be this long
 * @param maximumInstances a request may hold this many
 * @param requestTimeout a request must have arrived after this, in whole seconds
 * @param threads threads that one prediction may use
 * @param endsWithInput whether the server stops when its standard input ends, as it does when the
 *     process that started it is killed
 */
record Settings(
    ModelSource source,
    InetSocketAddress address,
    int maximumBodyBytes,
    int maximumInstances,
    Duration requestTimeout,
    int threads,
    boolean endsWithInput) {

  /**
   * @throws InvalidSettingException when a variable is missing or holds what it cannot
   */
  static Settings from(Map<String, String> environment) throws InvalidSettingException {
    return new Settings(
        source(environment),
        new InetSocketAddress(
            bindAddress(environment.getOrDefault("BIND_ADDRESS", "127.0.0.1")),
            number(environment, "PORT", 8080, 0, 65_535)),
        number(environment, "MAXIMUM_BODY_BYTES", 6 << 20, 1, 1 << 30),
        number(environment, "MAXIMUM_INSTANCES", 20_000, 1, 10_000_000),
        Duration.ofSeconds(number(environment, "REQUEST_TIMEOUT_SECONDS", 30, 1, 3_600)),
        number(environment, "INTRA_OP_THREADS", 1, 1, 1_024),
        flag(environment, "END_WITH_INPUT"));
  }

  private static ModelSource source(Map<String, String> environment)
      throws InvalidSettingException {
    String directory = environment.getOrDefault("MODEL_DIRECTORY", "");
    String routing = environment.getOrDefault("MODEL_ROUTING_TABLE", "");
    if (directory.isEmpty() == routing.isEmpty()) {
      throw new InvalidSettingException(
          "MODEL_DIRECTORY and MODEL_ROUTING_TABLE are %s set; expected one of them: the folder of model.onnx and model.json, or the table that names versions"
              .formatted(directory.isEmpty() ? "not" : "both"));
    }
    return routing.isEmpty()
        ? new ModelSource.Folder(Path.of(directory))
        : new ModelSource.Registry(
            routing,
            text(environment, "MODEL_HEARTBEATS_TABLE", "the table of heartbeats"),
            text(environment, "MODEL_REGISTRY_BUCKET", "the bucket of the registry"),
            (long) number(environment, "MODEL_MEMORY_MB", 1_024, 1, 1 << 20) << 20);
  }

  private static String text(Map<String, String> environment, String name, String expected)
      throws InvalidSettingException {
    String text = environment.getOrDefault(name, "");
    if (text.isEmpty()) {
      throw new InvalidSettingException("%s is not set; expected %s".formatted(name, expected));
    }
    return text;
  }

  private static InetAddress bindAddress(String name) throws InvalidSettingException {
    try {
      return InetAddress.getByName(name);
    } catch (UnknownHostException e) {
      throw new InvalidSettingException(
          "BIND_ADDRESS is '%s'; expected an address of this machine, 127.0.0.1 or 0.0.0.0 say"
              .formatted(name),
          e);
    }
  }

  private static boolean flag(Map<String, String> environment, String name)
      throws InvalidSettingException {
    String text = environment.getOrDefault(name, "");
    return switch (text) {
      case "true" -> true;
      case "false", "" -> false;
      default ->
          throw new InvalidSettingException(
              "%s is '%s'; expected true or false".formatted(name, text));
    };
  }

  private static int number(
      Map<String, String> environment, String name, int otherwise, int least, int most)
      throws InvalidSettingException {
    String text = environment.getOrDefault(name, "");
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new InvalidSettingException(expectation(name, text, least, most), e);
    }
    throw new InvalidSettingException(expectation(name, text, least, most));
  }

  private static String expectation(String name, String text, int least, int most) {
    return "%s is '%s'; expected a whole number from %d to %d".formatted(name, text, least, most);
  }
}
