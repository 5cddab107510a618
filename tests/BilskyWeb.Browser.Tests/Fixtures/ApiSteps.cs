using System.Net.Http.Json;
using System.Text.Json;

namespace BilskyWeb.Browser.Tests.Fixtures;

/// <summary>What a program does over HTTP, for tests whose subject is another page.</summary>
internal static class ApiSteps
{
    /// <summary>Uploads files as one request and returns the upload's id.</summary>
    public static async Task<string> UploadAsync(this HttpClient client, IEnumerable<string> files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var file in files)
        {
            form.Add(new StreamContent(File.OpenRead(file)), "files", Path.GetFileName(file));
        }

        using var answer = await client.PostAsync("/api/uploads", form);
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return body.GetProperty("id").GetString()!;
    }

    /// <summary>Waits for the study's complete grading and returns it in the contract's shape.</summary>
    public static async Task<JsonElement> GradingAsync(this HttpClient client, string studyInstanceUid, TimeSpan patience)
    {
        var until = DateTime.UtcNow + patience;
        var last = "";
        while (DateTime.UtcNow < until)
        {
            using var answer = await client.GetAsync($"/api/studies/{studyInstanceUid}/grading");
            last = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode && JsonDocument.Parse(last).RootElement is var grading
                && grading.GetProperty("studies")[0].GetProperty("state").GetString() == "complete")
            {
                return grading;
            }

            await Task.Delay(300);
        }

        throw new TimeoutException($"No complete grading after {patience}. The last answer: {last}");
    }
}
