using BilskyWeb.Core;
using BilskyWeb.Features.Accounts.Sessions;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Identity;

namespace BilskyWeb.Features.Accounts.SecondFactor;

/// <summary>The second half of a sign-in: opens the session once the code is right.</summary>
internal sealed class EnterCode(HalfSignIn half, AskAgain ask, OpenSession session, KnownBrowser browser, UserManager<BilskyUser> users, IHttpContextAccessor context)
{
    /// <summary>True while this browser's password was right and not too long ago.</summary>
    public async Task<bool> IsAskedAsync() => await half.FindAsync(context.HttpContext!) is not null;

    public async Task<Result<Done>> HandleAsync(string code)
    {
        var http = context.HttpContext!;
        if (await half.FindAsync(http) is not { } user)
        {
            return new PasswordTooLongAgo();
        }

        var actor = new Actor(user.Id, user.DisplayName, (await users.GetRolesAsync(user)).ToHashSet());
        var right = await ask.ForCodeAsync(user, actor, code);
        if (!right.IsOk)
        {
            return right;
        }

        await HalfSignIn.EndAsync(http);
        await session.HandleAsync(user, actor, http.User);
        browser.Remember(http, user.NormalizedEmail ?? "");
        return right;
    }
}
