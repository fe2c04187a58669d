package dev.millrace.testopensearch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * One node on loopback. It prints {@code http://127.0.0.1:PORT} when it answers, and ends when its
 * standard input does, so that it never outlives who started it.
 */
public final class OpenSearchNode {
  private static final List<String> QUIET =
      List.of(
          "status = error",
          "appender.console.type = Console",
          "appender.console.name = console",
          "appender.console.target = SYSTEM_ERR",
          "appender.console.layout.type = PatternLayout",
          "appender.console.layout.pattern = %p %c %m%n",
          "rootLogger.level = error",
          "rootLogger.appenderRef.console.ref = console");

  private OpenSearchNode() {}

  /**
   * Runs the node.
   *
   * @param arguments an empty folder, and the ports on loopback for HTTP and between nodes
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    // In place of the runner's own, which logs into files of the working directory, at info.
    Path configuration = Files.createDirectories(folder.resolve("config"));
    Files.write(configuration.resolve("log4j2.properties"), QUIET, StandardCharsets.UTF_8);
    OpenSearchRunner runner = new OpenSearchRunner();
    runner.onBuild(
        (_, settings) -> {
          settings.put("http.port", arguments[1]);
          settings.put("transport.port", arguments[2]);
          settings.put("network.host", "127.0.0.1");
          settings.put("discovery.type", "single-node");
          settings.remove("cluster.initial_cluster_manager_nodes");
          settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
        });
    runner.build(
        OpenSearchRunner.newConfigs()
            .basePath(folder.toString())
            .clusterName("tests")
            .numOfNode(1)
            .disableESLogger()
            .printOnFailure());
    runner.ensureYellow();
    System.out.println("http://127.0.0.1:" + arguments[1]);
    int read = System.in.read();
    while (read >= 0) {
      read = System.in.read();
    }
    runner.close();
    // Some of its threads are no daemons, and stay.
    System.exit(0);
  }
}
