package dev.millrace.infra.construct;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;

/**
 * What tells one function from another. Immutable: each method gives a definition with one thing
 * more.
 *
 * @param id the name of its class, by which people and the local stack know the function too
 * @param memory in MB
 * @param reservedConcurrency how many may run at once, where the settings reserve concurrency;
 *     empty leaves it to the account
 * @param reach what it reaches, where the deployment has a VPC
 * @param environment its settings; what names its resources follows from {@code uses}
 */
public record FunctionDefinition(
    String id,
    String description,
    int memory,
    Duration timeout,
    OptionalInt reservedConcurrency,
    Start start,
    Reach reach,
    SortedMap<String, String> environment,
    List<Use> uses) {

  /** Where a new environment of a function begins. */
  public enum Start {
    /**
     * From the snapshot of its version, for what is invoked all the time. Lambda drops a snapshot
     * that nobody used for 14 days, and then refuses invocations until it has made another.
     */
    SNAPSHOT,
    /** From the beginning, for what is invoked rarely, by somebody who can wait. */
    COLD
  }

  /** What a function reaches, where the deployment has a VPC. */
  public enum Reach {
    /** Every service that functions call, by its endpoint. */
    SERVICES,
    /** S3, by its gateway, and nothing else: for code that runs what strangers upload. */
    S3_ALONE,
    /** The internet, from outside of the VPC, which has no way out: for what asks other systems. */
    INTERNET
  }

  /**
   * A function without settings that uses nothing, and starts from the beginning.
   *
   * @param memory in MB
   */
  public static FunctionDefinition of(String id, String description, int memory, Duration timeout) {
    return new FunctionDefinition(
        id,
        description,
        memory,
        timeout,
        OptionalInt.empty(),
        Start.COLD,
        Reach.SERVICES,
        new TreeMap<>(),
        List.of());
  }

  /** Starts from a snapshot. */
  public FunctionDefinition fromSnapshot() {
    return new FunctionDefinition(
        id,
        description,
        memory,
        timeout,
        reservedConcurrency,
        Start.SNAPSHOT,
        reach,
        environment,
        uses);
  }

  /** Reaches S3 alone, where the deployment has a VPC. */
  public FunctionDefinition reachingS3Alone() {
    return reaching(Reach.S3_ALONE);
  }

  /** Stays out of the VPC, where the deployment has one. */
  public FunctionDefinition reachingTheInternet() {
    return reaching(Reach.INTERNET);
  }

  private FunctionDefinition reaching(Reach other) {
    return new FunctionDefinition(
        id, description, memory, timeout, reservedConcurrency, start, other, environment, uses);
  }

  boolean isInVpc() {
    return reach != Reach.INTERNET;
  }

  /** At most so many run at once, and these are kept free for it. */
  public FunctionDefinition reserved(int executions) {
    return new FunctionDefinition(
        id,
        description,
        memory,
        timeout,
        OptionalInt.of(executions),
        start,
        reach,
        environment,
        uses);
  }

  /** One more setting. */
  public FunctionDefinition environment(String variable, String value) {
    return environment(Map.of(variable, value));
  }

  /** A number of days; where it is empty, the function is not told, and takes it for ever. */
  public FunctionDefinition days(String variable, OptionalInt days) {
    return days.isEmpty() ? this : environment(variable, Integer.toString(days.getAsInt()));
  }

  /** More settings. */
  public FunctionDefinition environment(Map<String, String> more) {
    var all = new TreeMap<>(environment);
    all.putAll(more);
    return new FunctionDefinition(
        id, description, memory, timeout, reservedConcurrency, start, reach, all, uses);
  }

  /** More resources. */
  public FunctionDefinition uses(Use... more) {
    var all = new ArrayList<>(uses);
    all.addAll(List.of(more));
    return new FunctionDefinition(
        id,
        description,
        memory,
        timeout,
        reservedConcurrency,
        start,
        reach,
        environment,
        List.copyOf(all));
  }
}
