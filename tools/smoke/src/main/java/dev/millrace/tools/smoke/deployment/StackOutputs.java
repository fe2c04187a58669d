package dev.millrace.tools.smoke.deployment;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** What the parts of an environment are called, as its CloudFormation stacks tell. */
public final class StackOutputs {
  private static final String LOOK =
      "the account, the region and --environment, and whether that environment is deployed";

  private final Map<String, String> values = new TreeMap<>();
  private final TreeSet<String> stacks = new TreeSet<>();
  private final String prefix;

  private StackOutputs(String prefix) {
    this.prefix = prefix;
  }

  /**
   * Reads the outputs of all stacks of an environment.
   *
   * @param environment what the stacks' names begin with
   * @throws StepFailure when there is no such stack
   */
  public static StackOutputs read(CloudFormationClient cloudFormation, String environment)
      throws StepFailure {
    StackOutputs outputs = new StackOutputs(environment + "-Millrace");
    for (Stack stack : cloudFormation.describeStacksPaginator().stacks()) {
      if (stack.stackName().startsWith(outputs.prefix)) {
        outputs.stacks.add(stack.stackName());
        for (Output output : stack.outputs()) {
          outputs.values.put(output.outputKey(), output.outputValue());
        }
      }
    }
    if (outputs.stacks.isEmpty()) {
      throw new StepFailure("stacks called %s...".formatted(outputs.prefix), "none", LOOK);
    }
    return outputs;
  }

  /**
   * An output by its name.
   *
   * @throws StepFailure when no stack has it
   */
  public String value(String name) throws StepFailure {
    String value = values.get(name);
    if (value == null) {
      throw new StepFailure(
          "an output %s of one of the stacks %s...".formatted(name, prefix),
          "none in " + String.join(", ", stacks),
          "whether all stacks are deployed, at the version that this test is of");
    }
    return value;
  }

  /** How many stacks there are. */
  public int stacks() {
    return stacks.size();
  }
}
