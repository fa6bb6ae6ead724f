package app.peremena.phone;

import static app.peremena.phone.Tests.holds;
import static app.peremena.phone.Tests.same;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** That the compile-only R names what stands in `res`, and that every language is whole. */
final class ResourcesTest {
  private static final Path RES = Paths.get(System.getProperty("res"));

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  private static Set<String> found(Path file, String pattern) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text(file));
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  private static Set<String> strings(String folder) {
    return found(RES.resolve(folder).resolve("strings.xml"), "<string name=\"(\\w+)\"");
  }

  private static void holdsAll(Set<String> names, Class<?> used) {
    for (Field field : used.getFields()) {
      holds(names.contains(field.getName()), used.getSimpleName() + "." + field.getName() + " is not in res");
    }
  }

  void testWhatTheCodeNamesIsThere() {
    holdsAll(strings("values"), R.string.class);
    holdsAll(found(RES.resolve("values/colors.xml"), "<color name=\"(\\w+)\""), R.color.class);
    Set<String> ids = found(RES.resolve("layout/widget.xml"), "@\\+id/(\\w+)");
    ids.addAll(found(RES.resolve("layout/widget_row.xml"), "@\\+id/(\\w+)"));
    holdsAll(ids, R.id.class);
    for (Field layout : R.layout.class.getFields()) {
      holds(Files.exists(RES.resolve("layout/" + layout.getName() + ".xml")), layout.getName());
    }
    holds(Files.exists(RES.resolve("drawable/notice.xml")), "the small icon");
  }

  void testEveryLanguageAndBothThemesAreWhole() throws IOException {
    try (Stream<Path> folders = Files.list(RES)) {
      long languages =
          folders
              .filter(folder -> Files.exists(folder.resolve("strings.xml")))
              .peek(folder -> same(strings("values"), strings(folder.getFileName().toString())))
              .count();
      holds(languages > 1, "English alone");
    }
    String colour = "<color name=\"(\\w+)\"";
    same(found(RES.resolve("values/colors.xml"), colour), found(RES.resolve("values-night/colors.xml"), colour));
  }

  void testWhatAFileRefersToIsThere() throws IOException {
    try (Stream<Path> files = Files.walk(RES.getParent())) {
      files
          .filter(file -> file.toString().endsWith(".xml"))
          .forEach(
              file -> {
                for (String name : found(file, "\"@(?:xml|layout|drawable)/(\\w+)\"")) {
                  boolean there =
                      Stream.of("xml", "layout", "drawable")
                          .anyMatch(folder -> Files.exists(RES.resolve(folder + "/" + name + ".xml")));
                  holds(there, file.getFileName() + " refers to " + name);
                }
                for (String name : found(file, "\"@string/(\\w+)\"")) {
                  holds(strings("values").contains(name), file.getFileName() + " refers to " + name);
                }
              });
    }
  }
}
