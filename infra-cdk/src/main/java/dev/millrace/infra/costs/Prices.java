package dev.millrace.infra.costs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.artifact.Artifacts;
import dev.millrace.infra.settings.InvalidSettingException;
import java.nio.file.Path;

/** List prices in US dollars and the assumptions that go with them, from {@code prices.json}. */
public record Prices(JsonNode json) {
  public static Prices read(Path file) {
    return new Prices(Artifacts.json(file));
  }

  public double of(String name) {
    return number(json.path("prices"), "prices", name);
  }

  public double instanceHour(String instanceType) {
    return number(
        json.at("/prices/sagemaker_instance_hour"), "prices.sagemaker_instance_hour", instanceType);
  }

  public double assumption(String name) {
    return number(json.path("assumptions"), "assumptions", name);
  }

  private static double number(JsonNode parent, String path, String name) {
    var value = parent.path(name);
    if (!value.isNumber()) {
      throw new InvalidSettingException(path + "." + name, value, "a number in prices.json");
    }
    return value.asDouble();
  }
}
