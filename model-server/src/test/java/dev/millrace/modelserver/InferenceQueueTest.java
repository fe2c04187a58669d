package dev.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.modelserver.InferenceQueue.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InferenceQueueTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> ran = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    threads.close();
  }

  /** Work that goes on until a latch opens. */
  private CountDownLatch occupy(InferenceQueue queue, Role role) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    threads.execute(
        () ->
            queue.<Object, RuntimeException>run(
                role,
                () -> {
                  begun.countDown();
                  awaitUninterruptibly(end);
                  return null;
                }));
    begun.await();
    return end;
  }

  private Future<?> submit(InferenceQueue queue, Role role, String name) {
    int before = queue.waiting(role);
    Future<?> work =
        threads.submit(() -> queue.<Object, RuntimeException>run(role, () -> ran.add(name)));
    await().until(() -> work.isDone() || queue.waiting(role) > before);
    return work;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shadowsWaitBehindAllOthers() throws Exception {
    InferenceQueue queue = new InferenceQueue(1);
    CountDownLatch end = occupy(queue, Role.ANSWER);
    List<Future<?>> submitted = new ArrayList<>();
    submitted.add(submit(queue, Role.SHADOW, "shadow 1"));
    submitted.add(submit(queue, Role.SHADOW, "shadow 2"));
    submitted.add(submit(queue, Role.ANSWER, "answer 1"));
    submitted.add(submit(queue, Role.ANSWER, "answer 2"));

    end.countDown();

    for (Future<?> work : submitted) {
      work.get();
    }
    assertThat(ran).containsExactly("answer 1", "answer 2", "shadow 1", "shadow 2");
  }

  @Test
  void ofTwoCoresAShadowTakesOneAtMost() throws Exception {
    InferenceQueue queue = new InferenceQueue(2);
    CountDownLatch end = occupy(queue, Role.SHADOW);

    Future<?> other = submit(queue, Role.SHADOW, "shadow");
    submit(queue, Role.ANSWER, "answer").get();

    assertThat(ran).containsExactly("answer");
    assertThat(other.isDone()).isFalse();
    assertThat(queue.waiting(Role.SHADOW)).isEqualTo(1);
    end.countDown();
    other.get();
  }

  @Test
  void asManyAnswersRunAsThereAreCores() throws Exception {
    InferenceQueue queue = new InferenceQueue(2);
    CountDownLatch first = occupy(queue, Role.ANSWER);
    CountDownLatch second = occupy(queue, Role.ANSWER);

    Future<?> third = submit(queue, Role.ANSWER, "third");
    assertThat(ran).isEmpty();

    first.countDown();
    third.get();
    second.countDown();
  }

  @Test
  void workThatFailsGivesItsCoreBack() throws Exception {
    InferenceQueue queue = new InferenceQueue(1);
    Future<?> failing =
        threads.submit(
            () ->
                queue.<Object, IllegalStateException>run(
                    Role.SHADOW,
                    () -> {
                      throw new IllegalStateException("fails");
                    }));
    await().until(failing::isDone);

    submit(queue, Role.SHADOW, "next").get();

    assertThat(ran).containsExactly("next");
  }
}
