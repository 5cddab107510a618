namespace BilskyWeb.Features.Accounts;

/// <summary>Demo mode: three sign-ins with one known password, on loopback only.</summary>
internal sealed class DemoOptions
{
    public const string Key = "BILSKY_DEMO";
    public const string PasswordKey = "BILSKY_DEMO_PASSWORD";

    public bool IsOn { get; set; }

    public string Password { get; set; } = "";

    public static void Read(DemoOptions options, IConfiguration configuration)
    {
        options.IsOn = configuration[Key] == "1";
        options.Password = configuration[PasswordKey] ?? "";
    }
}
