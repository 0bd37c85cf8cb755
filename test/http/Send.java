import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** A source in Java: its client as it is by default, which offers HTTP/2 with its first request. */
class Send {
  public static void main(String[] args) throws Exception {
    var client = HttpClient.newHttpClient();
    for (var i = 3; i < args.length; i++) {
      var bytes = args[i].getBytes(StandardCharsets.UTF_8);
      var request = HttpRequest.newBuilder(URI.create(args[0] + "/v1/events"))
          .header("Authorization", "Bearer " + args[1])
          .header("Content-Type", args[2])
          // With a length the first time, then in chunks.
          .POST(i == 3 ? BodyPublishers.ofByteArray(bytes) : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
          .build();
      var answer = client.send(request, BodyHandlers.ofString());
      System.out.println(answer.statusCode() + " " + answer.version() + " " + answer.body());
    }
  }
}
