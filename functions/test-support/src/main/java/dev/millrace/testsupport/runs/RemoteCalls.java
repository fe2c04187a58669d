package dev.millrace.testsupport.runs;

import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.EmulatorClients;
import java.time.Duration;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The calls of a process to all services, counted, and what goes wrong at one of them: an
 * interceptor of its clients. Beside {@link Calls} it knows of an SDK that asks again. For one
 * thread at a time.
 */
public final class RemoteCalls implements ExecutionInterceptor {
  /** What a call meets. */
  public enum Fault {
    NONE,
    /** The process is killed before the call: from then on it calls nothing. */
    DEATH,
    /** The service does what it is asked, and the process never hears of it. */
    ANSWER_LOST,
    /** The service does what it is asked; its answer is lost, and the SDK asks again. */
    ASKED_AGAIN
  }

  /** The process is dead. */
  public static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static final int CONNECTIONS = 200;
  private static final Duration ATTEMPT = Duration.ofSeconds(20);

  private Fault fault = Fault.NONE;
  private int until;
  private int attempts;

  /**
   * A client of {@link DynamoDbServer} whose every call this sees. One that dies in the midst of a
   * call leaves its connection behind, as a process does: the client has many.
   */
  public DynamoDbClient dynamoDb() {
    return EmulatorClients.build(
        DynamoDbClient.builder(), DynamoDbServer.endpoint(), CONNECTIONS, ATTEMPT, this);
  }

  /** A new process, with a fault at its call of this number, from 1. */
  public void plan(Fault planned, int call) {
    fault = planned;
    until = call;
    attempts = 0;
  }

  /** A new process, without a fault. */
  public void planNothing() {
    plan(Fault.NONE, 0);
  }

  @Override
  public void beforeExecution(
      Context.BeforeExecution context, ExecutionAttributes executionAttributes) {
    until--;
    attempts = 0;
    if (fault == Fault.DEATH && until <= 0) {
      throw new Died();
    }
  }

  @Override
  public void afterTransmission(
      Context.AfterTransmission context, ExecutionAttributes executionAttributes) {
    attempts++;
    if (fault == Fault.ASKED_AGAIN && until == 0 && attempts == 1) {
      throw RetryableException.create("The answer got lost");
    }
  }

  @Override
  public void afterExecution(
      Context.AfterExecution context, ExecutionAttributes executionAttributes) {
    if (fault == Fault.ANSWER_LOST && until == 0) {
      throw SdkClientException.create("The answer got lost");
    }
  }
}
