using System.Diagnostics;

namespace BilskyWeb.Imaging.Tests.Documents;

/// <summary>Other people's tools, which know nothing of our writer.</summary>
internal static class Validator
{
    /// <summary>What dciodvfy (dicom3tools) finds wrong.</summary>
    public static IReadOnlyList<string> Errors(byte[] file) => [.. Run("dciodvfy", file).Split('\n').Where(line => line.StartsWith("Error", StringComparison.Ordinal))];

    /// <summary>A report as dsrdump (DCMTK) reads it.</summary>
    public static string Report(byte[] file) => Run("dsrdump", file, "+U8", "+Pl");

    public static string Dump(byte[] file) => Run("dcmdump", file, "+L");

    private static string Run(string program, byte[] file, params string[] options)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
        Skip.IfNot(found, $"{program} is not installed.");
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".dcm");
        File.WriteAllBytes(path, file);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, [.. options, path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return output + error.GetAwaiter().GetResult();
        }
        finally
        {
            File.Delete(path);
        }
    }
}
