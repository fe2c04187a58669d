package dev.millrace.models;

import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.S3Server;
import dev.millrace.testsupport.SdkEnvironment;
import java.nio.file.Path;

/** What the registry's functions call, for the tests of a class. */
final class RegistryServers implements AutoCloseable {
  private final S3Server s3;
  private final InvokeServer lambda;
  private final SdkEnvironment sdk;

  /** Servers whose S3 keeps its objects in an empty folder. */
  RegistryServers(Path folder) throws Exception {
    s3 = new S3Server(folder);
    lambda = new InvokeServer();
    sdk =
        new SdkEnvironment()
            .with("S3", s3.endpoint())
            .with("DynamoDb", DynamoDbServer.endpoint())
            .with("Lambda", lambda.endpoint());
  }

  S3Server s3() {
    return s3;
  }

  InvokeServer lambda() {
    return lambda;
  }

  @Override
  public void close() {
    sdk.close();
    lambda.close();
    s3.close();
  }
}
