# Shared by every operation script: reads the request, gets the Exchange cmdlets, runs the work, prints one envelope.
# Windows PowerShell 5.1 and PowerShell 7; ASCII only. The conversation is described in protocol.ts.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
# Proxies of a remote session follow the global preference alone.
$global:ErrorActionPreference = 'Stop'
$global:ProgressPreference = 'SilentlyContinue'
$global:WarningPreference = 'SilentlyContinue'
# Without this, 5.1 serialises some arrays as {"value":[...],"Count":n}.
Remove-TypeData System.Array -ErrorAction Ignore

$script:OwnName = '^coffre-[a-z0-9-]{1,120}$'
$script:GuidText = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
$script:NoGuid = '00000000-0000-0000-0000-000000000000'
$script:Invariant = [Globalization.CultureInfo]::InvariantCulture

# ---- plain values out of Exchange objects, live or deserialised ----

function Get-Prop($Object, [string]$Name) {
    if ($null -eq $Object) { return $null }
    $property = $Object.PSObject.Properties[$Name]
    if ($null -eq $property) { return $null }
    return $property.Value
}

function Limit-Text($Value, [int]$Length = 4000) {
    $text = [string]$Value
    if ($text.Length -gt $Length) { return $text.Substring(0, $Length) }
    return $text
}

function ConvertTo-GuidText($Value) {
    $text = ([string]$Value).Trim('{', '}').ToLowerInvariant()
    if ($text -notmatch $script:GuidText -or $text -eq $script:NoGuid) { return $null }
    return $text
}

# Sizes read "1.2 GB (1,288,490,188 bytes)" in any culture: the digits in the last parentheses.
function ConvertTo-ByteCount($Value) {
    if ($null -eq $Value) { return $null }
    if (([string]$Value) -notmatch '\(([^()]*)\)\s*$') { return $null }
    $digits = $Matches[1] -replace '[^0-9]', ''
    if ($digits -eq '' -or $digits.Length -gt 15) { return $null }
    return [long]$digits
}

function ConvertTo-Count($Value) {
    $number = [long]0
    if ($null -ne $Value -and [long]::TryParse([string]$Value, [ref]$number) -and $number -gt 0) { return $number }
    return [long]0
}

function ConvertTo-Instant($Value) {
    if ($null -eq $Value -or [string]$Value -eq '') { return $null }
    try { return ([datetime]$Value).ToUniversalTime().ToString('o', $script:Invariant) } catch { return $null }
}

function ConvertTo-Second($Value) {
    $span = [TimeSpan]::Zero
    if ($null -ne $Value -and [TimeSpan]::TryParse([string]$Value, $script:Invariant, [ref]$span) -and $span.TotalSeconds -gt 0) {
        return [long][Math]::Floor($span.TotalSeconds)
    }
    return [long]0
}

# CategoryInfo.Reason keeps the class name of the server's exception, also through a remote session.
function ConvertTo-Failure($ErrorRecord) {
    $type = [string]$ErrorRecord.CategoryInfo.Reason
    if ($type -eq '') { $type = $ErrorRecord.Exception.GetType().Name }
    return [pscustomobject]@{ type = (Limit-Text $type 200); message = (Limit-Text $ErrorRecord.Exception.Message 8000) }
}

function New-Failure([string]$Type, [string]$Message) {
    return [pscustomobject]@{ type = $Type; message = $Message }
}

# ---- the cmdlets: the one place that knows how they are got ----

function Connect-Exchange($Connect, $Secrets, [string[]]$Commands) {
    if ([string]$Connect.by -eq 'snapin') {
        [Threading.Thread]::CurrentThread.CurrentCulture = 'en-US'
        Add-PSSnapin Microsoft.Exchange.Management.PowerShell.SnapIn
        return $null
    }
    $secure = New-Object Security.SecureString
    foreach ($char in ([string]$Secrets.password).ToCharArray()) { $secure.AppendChar($char) }
    $credential = New-Object Management.Automation.PSCredential ([string]$Secrets.user), $secure
    $option = New-PSSessionOption -Culture 'en-US' -UICulture 'en-US'
    $session = New-PSSession -ConfigurationName Microsoft.Exchange -ConnectionUri ([string]$Connect.uri) -Authentication Kerberos -Credential $credential -SessionOption $option
    try {
        # A missing cmdlet is a matter of roles, found out below; it must not end the import of the others.
        $null = Import-PSSession $session -CommandName $Commands -DisableNameChecking -AllowClobber -ErrorAction SilentlyContinue
    } catch {
        Remove-PSSession $session
        throw
    }
    return $session
}

function Test-Command([string]$Name) {
    return $null -ne (Get-Command $Name -ErrorAction SilentlyContinue)
}

# ---- mailboxes ----

function ConvertTo-MailboxRecord($Mailbox, $Sizes) {
    $exchangeGuid = ConvertTo-GuidText (Get-Prop $Mailbox 'ExchangeGuid')
    $archiveGuid = ConvertTo-GuidText (Get-Prop $Mailbox 'ArchiveGuid')
    $primaryBytes = $null
    $archiveBytes = $null
    if ($null -ne $Sizes) {
        if ($Sizes.ContainsKey($exchangeGuid)) { $primaryBytes = $Sizes[$exchangeGuid] }
        if ($null -ne $archiveGuid -and $Sizes.ContainsKey($archiveGuid)) { $archiveBytes = $Sizes[$archiveGuid] }
    }
    return [pscustomobject]@{
        guid                 = (ConvertTo-GuidText (Get-Prop $Mailbox 'Guid'))
        exchangeGuid         = $exchangeGuid
        archiveGuid          = $archiveGuid
        archiveState         = (Limit-Text (Get-Prop $Mailbox 'ArchiveState'))
        alias                = (Limit-Text (Get-Prop $Mailbox 'Alias'))
        displayName          = (Limit-Text (Get-Prop $Mailbox 'DisplayName'))
        primarySmtpAddress   = (Limit-Text (Get-Prop $Mailbox 'PrimarySmtpAddress'))
        recipientTypeDetails = (Limit-Text (Get-Prop $Mailbox 'RecipientTypeDetails'))
        organizationalUnit   = (Limit-Text (Get-Prop $Mailbox 'OrganizationalUnit'))
        distinguishedName    = (Limit-Text (Get-Prop $Mailbox 'DistinguishedName'))
        customAttribute1     = (Limit-Text (Get-Prop $Mailbox 'CustomAttribute1'))
        database             = (Limit-Text (Get-Prop $Mailbox 'Database'))
        primaryBytes         = $primaryBytes
        archiveBytes         = $archiveBytes
    }
}

# A PST holds the deleted items too: both sizes together.
function Add-Size($Sizes, $Statistics) {
    $key = ConvertTo-GuidText (Get-Prop $Statistics 'MailboxGuid')
    $items = ConvertTo-ByteCount (Get-Prop $Statistics 'TotalItemSize')
    if ($null -eq $key -or $null -eq $items) { return }
    $deleted = ConvertTo-ByteCount (Get-Prop $Statistics 'TotalDeletedItemSize')
    if ($null -eq $deleted) { $deleted = 0 }
    $Sizes[$key] = [long]($items + $deleted)
}

# One call a database, then one for each archive that such a call does not show.
function Get-MailboxSize($Mailboxes) {
    $sizes = @{}
    $databases = @($Mailboxes | ForEach-Object { [string](Get-Prop $_ 'Database') } | Where-Object { $_ -ne '' } | Sort-Object -Unique)
    foreach ($database in $databases) {
        try { foreach ($one in @(Get-MailboxStatistics -Database $database)) { Add-Size $sizes $one } } catch { continue }
    }
    foreach ($mailbox in $Mailboxes) {
        $archive = ConvertTo-GuidText (Get-Prop $mailbox 'ArchiveGuid')
        if ($null -eq $archive -or $sizes.ContainsKey($archive)) { continue }
        try { foreach ($one in @(Get-MailboxStatistics -Identity ([string](Get-Prop $mailbox 'Guid')) -Archive)) { Add-Size $sizes $one } } catch { continue }
    }
    return $sizes
}

# Exactly one mailbox with this ExchangeGuid, or an exception: a name or an empty identity never reaches a cmdlet.
function Find-Mailbox([string]$ExchangeGuid) {
    if ($ExchangeGuid -notmatch $script:GuidText) { throw 'not a Guid' }
    $found = @(Get-Mailbox -Identity $ExchangeGuid | Where-Object { (ConvertTo-GuidText (Get-Prop $_ 'ExchangeGuid')) -eq $ExchangeGuid })
    if ($found.Count -ne 1) { throw "the server shows $($found.Count) mailboxes with this ExchangeGuid" }
    return $found[0]
}

# Items of every folder, Recoverable Items included, as counted now.
function Get-FolderCount($Mailbox, [bool]$Archive) {
    $identity = [string](Get-Prop $Mailbox 'Guid')
    if ($Archive) { $folders = @(Get-MailboxFolderStatistics -Identity $identity -Archive) } else { $folders = @(Get-MailboxFolderStatistics -Identity $identity) }
    foreach ($folder in $folders) {
        $hidden = Get-Prop $folder 'HiddenItemsInFolder'
        if ($null -ne $hidden) { $hidden = ConvertTo-Count $hidden }
        [pscustomobject]@{
            path       = (Limit-Text (Get-Prop $folder 'FolderPath'))
            folderType = (Limit-Text (Get-Prop $folder 'FolderType'))
            items      = (ConvertTo-Count (Get-Prop $folder 'ItemsInFolder'))
            hidden     = $hidden
            bytes      = (ConvertTo-ByteCount (Get-Prop $folder 'FolderSize'))
        }
    }
}

# ---- requests of ours ----

# The Get cmdlets answer an unknown or empty identity with every request there is: they are only listed and compared here.
function Get-OwnRequest([string]$Kind) {
    if ($Kind -eq 'import') { $all = @(Get-MailboxImportRequest -ResultSize Unlimited) } else { $all = @(Get-MailboxExportRequest -ResultSize Unlimited) }
    return @($all | Where-Object { ([string](Get-Prop $_ 'Name')) -cmatch $script:OwnName })
}

function Select-Request($Requests, [string]$RequestGuid) {
    if ($RequestGuid -notmatch $script:GuidText) { return @() }
    return @($Requests | Where-Object { (ConvertTo-GuidText (Get-Prop $_ 'RequestGuid')) -eq $RequestGuid })
}

function Remove-OwnRequest([string]$Kind, [string]$RequestGuid) {
    if ($RequestGuid -notmatch $script:GuidText) { throw 'not a Guid' }
    if ($Kind -eq 'import') { Remove-MailboxImportRequest -Identity $RequestGuid -Confirm:$false } else { Remove-MailboxExportRequest -Identity $RequestGuid -Confirm:$false }
}

# After a failed creation: whatever carries exactly this name goes.
function Clear-FailedRequest([string]$Kind, [string]$Name) {
    try {
        foreach ($one in @(Get-OwnRequest $Kind)) {
            if ([string](Get-Prop $one 'Name') -ceq $Name) { Remove-OwnRequest $Kind (ConvertTo-GuidText (Get-Prop $one 'RequestGuid')) }
        }
    } catch { return }
}

# ---- the envelope ----

function Write-Envelope([string]$Nonce, $Envelope) {
    $json = ConvertTo-Json -InputObject $Envelope -Depth 12 -Compress
    $json = [regex]::Replace($json, '[^\x20-\x7e]', { param($match) '\u{0:x4}' -f [int][char]$match.Value })
    $text = "`r`n-----COFFRE-BEGIN-$Nonce-----`r`n$json`r`n-----COFFRE-END-$Nonce-----`r`n"
    $bytes = [Text.Encoding]::ASCII.GetBytes($text)
    $stream = [Console]::OpenStandardOutput()
    $stream.Write($bytes, 0, $bytes.Length)
    $stream.Flush()
}

# Runs one operation. Work gets the request and answers the result; RoleCommands must exist once connected.
function Invoke-Operation {
    param([string]$RequestFile, [string]$Operation, [string[]]$Commands, [string[]]$RoleCommands, [switch]$WithoutExchange, [scriptblock]$Work)
    $nonce = ''
    $stage = 'input'
    $session = $null
    $envelope = $null
    try {
        $file = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($RequestFile, [Text.Encoding]::UTF8))
        $nonce = [string]$file.nonce
        $reader = New-Object IO.StreamReader ([Console]::OpenStandardInput()), (New-Object Text.UTF8Encoding $false)
        $secrets = ConvertFrom-Json -InputObject $reader.ReadToEnd()
        if ([string]$file.operation -ne $Operation -or [int]$file.protocol -ne 1) { throw 'the request is for another operation or another version' }
        if (-not $WithoutExchange) {
            $stage = 'connect'
            $names = @('Get-Recipient', 'Set-ADServerSettings') + @($Commands) + @($RoleCommands) | Where-Object { $_ } | Sort-Object -Unique
            $session = Connect-Exchange $file.connect $secrets $names
            $secrets = $null
            # One probing call: a logon without credentials of its own fails here and not in the middle of the work.
            $null = Get-Recipient -ResultSize 1
            if (Test-Command 'Set-ADServerSettings') { Set-ADServerSettings -ViewEntireForest $true }
            $stage = 'role'
            foreach ($name in @($RoleCommands | Where-Object { $_ })) { if (-not (Test-Command $name)) { throw "the session has no $name" } }
        }
        $stage = 'work'
        $result = & $Work $file.request
        $envelope = [pscustomobject]@{ protocol = 1; operation = $Operation; ok = $true; result = $result }
    } catch {
        $failure = ConvertTo-Failure $_
        $envelope = [pscustomobject]@{ protocol = 1; operation = $Operation; ok = $false; error = [pscustomobject]@{ stage = $stage; type = $failure.type; message = $failure.message } }
    } finally {
        if ($null -ne $session) { try { Remove-PSSession $session } catch { $session = $null } }
    }
    Write-Envelope $nonce $envelope
}
