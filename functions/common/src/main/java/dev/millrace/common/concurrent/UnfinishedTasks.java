package dev.millrace.common.concurrent;

/** The deadline passed before every task had ended. */
public final class UnfinishedTasks extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnfinishedTasks(int unfinished, int tasks) {
    super("%d of %d calls had not ended when their time was up".formatted(unfinished, tasks));
  }
}
