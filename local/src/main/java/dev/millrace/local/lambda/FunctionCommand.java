package dev.millrace.local.lambda;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a function's JVM is started: AWS's runtime interface client on the function's own class path.
 */
final class FunctionCommand {
  private final LambdaFunction function;
  private final Path taskRoot;
  private final RuntimeInterfaceClient client;

  /**
   * @param taskRoot where the function's zip was unpacked
   */
  FunctionCommand(LambdaFunction function, Path taskRoot, RuntimeInterfaceClient client) {
    this.function = function;
    this.taskRoot = taskRoot;
    this.client = client;
  }

  /**
   * @param logs where the JVM says why it crashed
   */
  List<String> command(Path logs) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The collector that Lambda sets, and a heap that gives memory back: several functions share
    // this machine.
    command.add("-XX:+UseSerialGC");
    command.add("-Xmx" + function.memoryMegabytes() * 4 / 5 + "m");
    command.add("-XX:MaxHeapFreeRatio=30");
    command.add("-XX:MinHeapFreeRatio=10");
    if (!function.snapStart() && !choosesCompilers()) {
      // So does Lambda; with SnapStart it leaves the JVM's own setting.
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-XX:ErrorFile=" + logs.resolve("crash-%p.log"));
    command.add(client.libraryOption());
    if (function.snapStart()) {
      command.add("-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");
    }
    command.add("-cp");
    command.add(
        client.classPath()
            + File.pathSeparator
            + taskRoot
            + File.pathSeparator
            + taskRoot.resolve("lib/*"));
    command.add(RuntimeInterfaceClient.MAIN_CLASS);
    command.add(function.handler());
    return command;
  }

  private boolean choosesCompilers() {
    return function
        .environment()
        .getOrDefault("JAVA_TOOL_OPTIONS", "")
        .contains("-XX:TieredStopAtLevel");
  }

  /**
   * @param runtimeApi HOST:PORT of the runtime API
   */
  Map<String, String> environment(String runtimeApi, String instance) {
    Map<String, String> environment = new HashMap<>(function.environment());
    environment.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
    environment.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
    environment.put(
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.memoryMegabytes()));
    environment.put(
        "AWS_LAMBDA_INITIALIZATION_TYPE", function.snapStart() ? "snap-start" : "on-demand");
    environment.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name());
    environment.put("AWS_LAMBDA_LOG_STREAM_NAME", instance);
    environment.put("AWS_EXECUTION_ENV", "AWS_Lambda_java25");
    environment.put("LAMBDA_TASK_ROOT", taskRoot.toString());
    environment.put("_HANDLER", function.handler());
    environment.put("TZ", ":UTC");
    return environment;
  }
}
