package dev.millrace.tools.preflight;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;

/** What the command was called with: {@code [--environment NAME] [--region R]}. */
record PreflightArguments(String environment, String region) {
  private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-\\d+");

  /**
   * Reads the arguments. The region may also be in the variables AWS_REGION and AWS_DEFAULT_REGION,
   * or in the profile, in this order, in which the CDK looks too.
   *
   * @throws IllegalArgumentException when an argument is unknown or has no value, or when no region
   *     is named
   */
  static PreflightArguments parse(Map<String, String> variables, String... arguments) {
    String environment = EnvironmentSettings.DEFAULT_NAME;
    Optional<String> region = Optional.empty();
    for (int i = 0; i < arguments.length; i += 2) {
      switch (arguments[i]) {
        case "--environment" -> environment = value(i, arguments);
        case "--region" -> region = Optional.of(value(i, arguments));
        default ->
            throw new IllegalArgumentException(
                "%s is not expected here; see --help".formatted(arguments[i]));
      }
    }
    return new PreflightArguments(
        environment,
        region
            .map(name -> valid("--region", name))
            .or(() -> ofVariables(variables))
            .or(PreflightArguments::ofProfile)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--region is missing, and neither AWS_REGION nor the AWS profile names a"
                            + " region; expected one such as eu-west-1")));
  }

  private static String value(int option, String... arguments) {
    if (option + 1 == arguments.length || arguments[option + 1].startsWith("--")) {
      throw new IllegalArgumentException(arguments[option] + " wants a value; see --help");
    }
    return arguments[option + 1];
  }

  private static Optional<String> ofVariables(Map<String, String> variables) {
    return Stream.of("AWS_REGION", "AWS_DEFAULT_REGION")
        .filter(name -> !variables.getOrDefault(name, "").isEmpty())
        .map(name -> valid(name, variables.get(name)))
        .findFirst();
  }

  private static Optional<String> ofProfile() {
    try {
      return Optional.of(new AwsProfileRegionProvider().getRegion().id());
    } catch (SdkClientException none) {
      return Optional.empty();
    }
  }

  private static String valid(String source, String region) {
    if (!REGION.matcher(region).matches()) {
      throw new IllegalArgumentException(
          "%s held %s, expected a region such as eu-west-1".formatted(source, region));
    }
    return region;
  }
}
