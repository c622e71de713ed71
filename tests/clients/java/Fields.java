import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.datatype.XMLGregorianCalendar;

/** The rows of fields.tsv (object, field, kind, value), set on and read from objects of either package by reflection. */
class Fields {
  private final List<String[]> rows = new ArrayList<>();

  Fields(String file) throws Exception {
    for (String line : Files.readAllLines(Paths.get(file), StandardCharsets.UTF_8)) rows.add(line.split("\t"));
  }

  String text(String owner, String field) {
    for (String[] row : rows) if (row[0].equals(owner) && row[1].equals(field)) return row[3];
    throw new IllegalArgumentException(owner + " has no " + field);
  }

  void fill(Object target, String owner) throws Exception {
    for (String[] row : rows)
      if (row[0].equals(owner)) method(target, "set", row[1]).invoke(target, converted(row[2], row[3]));
  }

  /** For each field its name, what `got` has and what was sent. */
  List<String[]> compared(String owner, Object got) throws Exception {
    List<String[]> all = new ArrayList<>();
    for (String[] row : rows) {
      if (!row[0].equals(owner)) continue;
      Object value = method(got, row[2].equals("flag") ? "is" : "get", row[1]).invoke(got);
      all.add(new String[] {row[1], shown(value), shown(converted(row[2], row[3]))});
    }
    return all;
  }

  private static Object converted(String kind, String text) throws Exception {
    switch (kind) {
      case "number":
        return Integer.valueOf(text);
      case "flag":
        return Boolean.valueOf(text);
      case "date":
        return DatatypeFactory.newInstance().newXMLGregorianCalendar(text);
      default:
        return text;
    }
  }

  /** Dates as instants, whatever the zone they are written in. */
  private static String shown(Object value) {
    boolean date = value instanceof XMLGregorianCalendar;
    return String.valueOf(date ? ((XMLGregorianCalendar) value).toGregorianCalendar().toInstant() : value);
  }

  private static Method method(Object target, String prefix, String field) {
    String wanted = prefix + Character.toUpperCase(field.charAt(0)) + field.substring(1);
    for (Method each : target.getClass().getMethods()) if (each.getName().equals(wanted)) return each;
    throw new IllegalArgumentException(target.getClass() + " has no " + wanted);
  }
}
