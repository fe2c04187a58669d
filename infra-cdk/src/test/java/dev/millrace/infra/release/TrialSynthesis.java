package dev.millrace.infra.release;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder as a synthesis writes it, with stacks of a few resources. */
final class TrialSynthesis {
  private final Path directory;
  private final ObjectNode artifacts = JsonNodeFactory.instance.objectNode();

  TrialSynthesis(Path directory) {
    this.directory = directory;
  }

  /** A stack; the texts are JSON with single quotes. */
  TrialSynthesis stack(String name, String resources, String outputs) throws IOException {
    Files.createDirectories(directory);
    var file = name + ".template.json";
    Files.writeString(
        directory.resolve(file),
        "{'Resources': %s, 'Outputs': %s}".formatted(resources, outputs).replace('\'', '"'));
    artifacts
        .putObject("artifact" + name)
        .put("type", "aws:cloudformation:stack")
        .putObject("properties")
        .put("stackName", name)
        .put("templateFile", file);
    var manifest = JsonNodeFactory.instance.objectNode().set("artifacts", artifacts);
    Files.writeString(directory.resolve("manifest.json"), manifest.toString());
    return this;
  }

  TrialSynthesis stack(String name, String resources) throws IOException {
    return stack(name, resources, "{}");
  }

  List<SynthesizedStack> stacks() {
    return SynthesizedStack.in(directory);
  }
}
