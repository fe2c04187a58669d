package dev.millrace.local.command;

import dev.millrace.local.support.StackException;
import dev.millrace.local.zipcodes.LookedUpFeatures;
import dev.millrace.local.zipcodes.ZipCode;
import dev.millrace.local.zipcodes.ZipCodeFile;
import dev.millrace.local.zipcodes.ZipCodeTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Loads a CSV file into a zip-code table: {@code scripts/load-zip-codes}. */
public final class LoadZipCodes {
  private LoadZipCodes() {}

  /**
   * Takes FILE and {@code --table NAME}; without a table, the running local stack's. Runs in the
   * project's root.
   */
  public static void main(String[] arguments) {
    Command.run(() -> run(Arguments.parse(arguments, Set.of("--table"), Set.of())));
  }

  private static int run(Arguments arguments) throws IOException {
    if (arguments.positional().size() != 1) {
      throw new StackException("Expected FILE; see --help");
    }
    List<ZipCode> zipCodes =
        ZipCodeFile.read(
            Path.of(arguments.positional().getFirst()),
            LookedUpFeatures.ofModels(Path.of("model-server/models")));
    Optional<String> table = arguments.option("--table");
    if (table.isEmpty()) {
      new RunningStack(System.getenv()).variable("AWS_ENDPOINT_URL_DYNAMODB");
    }
    String name = table.orElse(ZipCodeTable.LOCAL_NAME);
    try (DynamoDbClient dynamoDb = DynamoDbClient.create()) {
      System.out.printf(
          "Loaded %s into table %s.%n",
          Count.of(new ZipCodeTable(dynamoDb, name).load(zipCodes), "zip code"), name);
    }
    return 0;
  }
}
