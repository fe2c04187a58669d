package dev.millrace.testsupport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;

/**
 * The AWS calls of a run, counted, with a death or another's deed at one of them. From its death on
 * all calls of a run fail, as they do for a process that is killed. The SDK makes an instance of
 * {@link Interceptor} for each client; one run at a time is watched, with those in the midst of it.
 *
 * <p>Reading an object of S3 does not count as a call: objects never change, so that a death or
 * another's deed before it is one before the next call. But its answer can get lost like any other.
 */
public final class Calls {
  private static final AtomicReference<Calls> WATCHED = new AtomicReference<>();

  /** What happens at a call. */
  private enum Fate {
    NOTHING,
    DEATH_BEFORE,
    DEATH_AFTER,
    ANSWER_LOST,
    DEED_BEFORE
  }

  private final int number;
  private final Fate fate;
  private final Callable<?> deed;

  @GuardedBy("made")
  private final List<String> made = new ArrayList<>();

  @GuardedBy("made")
  private int objectsRead;

  private boolean ownClients;

  @GuardedBy("made")
  private boolean dead;

  private Calls(int number, Fate fate, Callable<?> deed) {
    this.number = number;
    this.fate = fate;
    this.deed = deed;
  }

  /** Nothing happens. */
  public static Calls counted() {
    return new Calls(0, Fate.NOTHING, () -> null);
  }

  /** Nothing happens; the numbers are those of {@link #answerLost}, where reading counts too. */
  public static Calls countedWithReads() {
    return new Calls(0, Fate.ANSWER_LOST, () -> null);
  }

  /** Death before the call of this number, from 1, reaches the service: after the one before it. */
  public static Calls deathBefore(int call) {
    return new Calls(call, Fate.DEATH_BEFORE, () -> null);
  }

  /** Death once the service has done what the call of this number, from 1, asks for. */
  public static Calls deathAfter(int call) {
    return new Calls(call, Fate.DEATH_AFTER, () -> null);
  }

  /**
   * The answer to the call of this number, from 1, gets lost, once the service has done what it
   * asks for; the run goes on as it sees fit.
   */
  public static Calls answerLost(int call) {
    return new Calls(call, Fate.ANSWER_LOST, () -> null);
  }

  /** Someone else's deed just before the call of this number, from 1; its calls do not count. */
  public static Calls deedBefore(int call, Callable<?> deed) {
    return new Calls(call, Fate.DEED_BEFORE, deed);
  }

  /**
   * Of a run that makes its clients itself, as a process does: what calls through them is this run
   * and no other, and dies with it, however late it comes and whatever else is watched by then.
   */
  public Calls ofProcess() {
    ownClients = true;
    return this;
  }

  /** Watches a run, and gives the names of its calls in order. */
  public List<String> madeBy(Callable<?> run) throws Exception {
    watch(run);
    return made();
  }

  /** Watches a run. */
  public <T> T watch(Callable<T> run) throws Exception {
    WATCHED.set(this);
    try {
      return run.call();
    } finally {
      WATCHED.set(null);
    }
  }

  /** As {@link #watch}, of a run that may fail of what happens to it, and of nothing else. */
  public void watchDying(Callable<?> run) throws Exception {
    try {
      watch(run);
    } catch (Exception | Killed failed) {
      if (!reached() || fate == Fate.DEED_BEFORE) {
        throw failed;
      }
    }
  }

  /** No exception: what catches those does not get to run in a process that is killed. */
  private static final class Killed extends Error {
    Killed() {
      super("The process was killed here");
    }
  }

  /** The names of the calls, in order. */
  public List<String> made() {
    synchronized (made) {
      return List.copyOf(made);
    }
  }

  /** How many objects of S3 were read. */
  public int objectsRead() {
    synchronized (made) {
      return objectsRead;
    }
  }

  /** Whether the call at which something was to happen came. */
  public boolean reached() {
    return made().size() >= number;
  }

  /** The call's number; 0 where it does not count. */
  private int begin(SdkRequest request) {
    boolean reads = request instanceof GetObjectRequest || request instanceof HeadObjectRequest;
    synchronized (made) {
      dieIfDead();
      objectsRead += request instanceof GetObjectRequest ? 1 : 0;
      if (reads && fate != Fate.ANSWER_LOST) {
        return 0;
      }
      made.add(request.getClass().getSimpleName());
      int call = made.size();
      if (call == number && fate == Fate.DEATH_BEFORE) {
        dead = true;
      }
      dieIfDead();
      return call;
    }
  }

  private void end(int call) {
    synchronized (made) {
      dead |= call == number && fate == Fate.DEATH_AFTER;
      dieIfDead();
    }
    if (call == number && fate == Fate.ANSWER_LOST) {
      throw SdkClientException.create("The answer got lost");
    }
  }

  @GuardedBy("made")
  private void dieIfDead() {
    if (dead) {
      throw new Killed();
    }
  }

  private void act() {
    WATCHED.set(null);
    try {
      deed.call();
    } catch (Exception failed) {
      throw new IllegalStateException("What was to happen in between failed", failed);
    } finally {
      WATCHED.set(this);
    }
  }

  /** Named in the SDK's list of interceptors for every client. */
  public static final class Interceptor implements ExecutionInterceptor {
    private static final ExecutionAttribute<Calls> RUN = new ExecutionAttribute<>("run");
    private static final ExecutionAttribute<Integer> CALL = new ExecutionAttribute<>("call");

    private final Optional<Calls> owner =
        Optional.ofNullable(WATCHED.get()).filter(watched -> watched.ownClients);

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
      Calls run = owner.orElseGet(WATCHED::get);
      if (run != null) {
        int call = run.begin(context.request());
        attributes.putAttribute(RUN, run);
        attributes.putAttribute(CALL, call);
        if (context.request() instanceof GetObjectRequest) {
          run.end(call);
        }
        if (call == run.number && run.fate == Fate.DEED_BEFORE) {
          run.act();
        }
      }
    }

    /** Here the connection is free again, unless the answer has a body to be read. */
    @Override
    public void afterUnmarshalling(
        Context.AfterUnmarshalling context, ExecutionAttributes attributes) {
      Calls run = attributes.getAttribute(RUN);
      if (run != null && !(context.request() instanceof GetObjectRequest)) {
        run.end(attributes.getAttribute(CALL));
      }
    }
  }
}
