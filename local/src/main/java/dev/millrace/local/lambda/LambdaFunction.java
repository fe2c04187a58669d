package dev.millrace.local.lambda;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A function as the template declares it.
 *
 * @param name what the Invoke API and the scripts call it
 * @param memoryMegabytes what the template gives it, heap and all
 * @param snapStart whether its hooks run before and after the snapshot that Lambda would take
 * @param code its zip
 */
public record LambdaFunction(
    String name,
    String arn,
    String handler,
    Map<String, String> environment,
    int memoryMegabytes,
    Duration timeout,
    boolean snapStart,
    Path code) {}
