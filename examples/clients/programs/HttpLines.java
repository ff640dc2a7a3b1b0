// Java's HttpClient: each line of its input is a path.
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

class HttpLines {
    public static void main(String[] args) throws Exception {
        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var address = "http://" + System.getenv("HOST") + ":" + System.getenv("PORT");
        var input = new BufferedReader(new InputStreamReader(System.in));
        for (String path; (path = input.readLine()) != null;) {
            try {
                var request = HttpRequest.newBuilder(URI.create(address + path)).build();
                System.out.println("status: " + client.send(request, BodyHandlers.ofString()).statusCode());
            } catch (IOException error) {
                System.out.println("failed: " + error);
            }
        }
    }
}
