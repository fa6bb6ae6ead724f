package app.peremena.phone;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Objects;

/** Runs every method of the test classes whose name begins with "test"; ends with 1 where one fails. */
public final class Tests {
  private static final Class<?>[] CLASSES = {
    ScheduleTest.class,
    PromptTest.class,
    KeyBoxTest.class,
    KeyOnceTest.class,
    LookTest.class,
    NoticeTest.class,
    WindowTest.class,
    SharingTest.class,
    ResourcesTest.class
  };

  private Tests() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    int run = 0;
    int failed = 0;
    for (Class<?> tests : CLASSES) {
      Object object = tests.getDeclaredConstructor().newInstance();
      Method[] methods = tests.getDeclaredMethods();
      Arrays.sort(methods, (one, other) -> one.getName().compareTo(other.getName()));
      for (Method method : methods) {
        if (!method.getName().startsWith("test")) {
          continue;
        }
        run++;
        try {
          method.invoke(object);
        } catch (InvocationTargetException failure) {
          failed++;
          System.err.println(tests.getSimpleName() + "." + method.getName() + ": " + failure.getCause());
        }
      }
    }
    System.out.println(run + " Java tests, " + failed + " failed");
    if (failed > 0 || run == 0) {
      System.exit(1);
    }
  }

  static void same(Object expected, Object found) {
    if (!Objects.equals(expected, found)) {
      throw new AssertionError("expected " + expected + ", found " + found);
    }
  }

  static void holds(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}
