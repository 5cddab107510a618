namespace BilskyWeb.Commands;

/// <summary>Where appsettings.json lies: the folder the program was started in, or beside the program when it was started from elsewhere.</summary>
internal static class ContentRoot
{
    public static string Path { get; } =
        File.Exists(System.IO.Path.Combine(Environment.CurrentDirectory, "appsettings.json")) ? Environment.CurrentDirectory : AppContext.BaseDirectory;

    public static WebApplicationOptions Options(string[] args) => new()
    {
        Args = args,
        ContentRootPath = Path,
        ApplicationName = typeof(ContentRoot).Assembly.GetName().Name,

        // Published, the files lie beside the program; built, a manifest says where they are.
        WebRootPath = Directory.Exists(System.IO.Path.Combine(AppContext.BaseDirectory, "wwwroot")) ? System.IO.Path.Combine(AppContext.BaseDirectory, "wwwroot") : null,
    };
}
