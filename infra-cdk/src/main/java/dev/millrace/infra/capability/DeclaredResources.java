package dev.millrace.infra.capability;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.kinesis.Stream;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.IConstruct;

/**
 * What the capabilities have declared so far, by the capability's name and the construct's id: how
 * one capability finds a resource of another. Not thread-safe.
 */
public final class DeclaredResources {
  /** The name under which the resources stand that all capabilities share. */
  public static final String PLATFORM = "platform";

  private final Map<String, IConstruct> resources = new TreeMap<>();

  /** Adds one; {@code kind} keeps apart a table and a stream of one id. */
  <T extends IConstruct> void add(String capability, Class<T> kind, String id, T resource) {
    if (resources.put(key(capability, kind, id), resource) != null) {
      throw new IllegalStateException(
          "Capability %s declares the %s %s twice".formatted(capability, kind.getSimpleName(), id));
    }
  }

  public Table table(String capability, String id) {
    return find(Table.class, capability, id);
  }

  public Bucket bucket(String capability, String id) {
    return find(Bucket.class, capability, id);
  }

  public Queue queue(String capability, String id) {
    return find(Queue.class, capability, id);
  }

  public Stream stream(String capability, String id) {
    return find(Stream.class, capability, id);
  }

  /**
   * A resource of another kind.
   *
   * @throws IllegalStateException when no capability has declared it so far
   */
  public <T extends IConstruct> T find(Class<T> kind, String capability, String id) {
    var resource = resources.get(key(capability, kind, id));
    if (resource == null) {
      throw new IllegalStateException(
          "There is no %s %s of the capability %s; expected one of %s. Capabilities are declared in"
                  .formatted(kind.getSimpleName(), id, capability, resources.keySet())
              + " the order of their list.");
    }
    return kind.cast(resource);
  }

  /** The ids of the resources of a kind, of all capabilities, in their order. */
  public List<String> ids(Class<? extends IConstruct> kind) {
    var end = " " + kind.getSimpleName();
    return resources.keySet().stream()
        .filter(key -> key.endsWith(end))
        .map(key -> key.substring(key.indexOf('/') + 1, key.length() - end.length()))
        .sorted()
        .toList();
  }

  private static String key(String capability, Class<?> kind, String id) {
    return "%s/%s %s".formatted(capability, id, kind.getSimpleName());
  }
}
