"""The messages of signing in, of accounts and of service accounts; no message repeats a password, a code or a name."""

from domain.text.localized import LocalizedText, text

ACCOUNT_MESSAGES: dict[str, LocalizedText] = {
    "SIGN_IN_FAILED": text(
        id="Nama pengguna, kata sandi, atau kode tidak cocok. Periksa semuanya, lalu coba lagi.",
        en="The login, the password or the code does not match. Check them all, and try again.",
    ),
    "TOO_MANY_ATTEMPTS": text(
        id="Terlalu banyak percobaan. Tunggu {seconds} detik, lalu coba lagi.",
        en="Too many attempts. Wait {seconds} seconds, and try again.",
    ),
    "SIGN_IN_BUSY": text(
        id="Terlalu banyak orang masuk pada saat yang sama. Coba lagi beberapa detik lagi.",
        en="Too many people are signing in at once. Try again in a few seconds.",
    ),
    "STEP_OVER": text(
        id="Langkah masuk ini sudah habis waktunya atau sudah dipakai. Mulai lagi dari awal.",
        en="This step of signing in has run out or was used already. Start again from the beginning.",
    ),
    "SESSION_OVER": text(
        id="Sesi ini sudah berakhir. Masuk lagi.",
        en="This session is over. Sign in again.",
    ),
    "SIGN_IN_AGAIN": text(
        id="Perubahan ini memerlukan sesi yang baru dimulai. Masuk lagi, lalu ulangi.",
        en="This change takes a session that has just begun. Sign in again, and repeat it.",
    ),
    "SECOND_FACTOR_NEEDED": text(
        id="Peran {role} memerlukan faktor kedua. Daftarkan kunci sandi atau aplikasi autentikator.",
        en="The role {role} takes a second factor. Enrol a passkey or an authenticator.",
    ),
    "ROLE_NOT_HELD": text(
        id="Peran {role} tidak dipegang oleh pegawai ini. Masuk dengan peran lain.",
        en="This employee does not hold the role {role}. Sign in to act in another.",
    ),
    "PASSWORD_TOO_SHORT": text(
        id="Kata sandi terlalu pendek. Gunakan sedikitnya {minimum} karakter, misalnya beberapa kata acak.",
        en="The password is too short. Use at least {minimum} characters, for example some random words.",
    ),
    "PASSWORD_TOO_LONG": text(
        id="Kata sandi terlalu panjang. Batasnya {limit} karakter.",
        en="The password is too long. The limit is {limit} characters.",
    ),
    "PASSWORD_COMMON": text(
        id="Kata sandi mudah ditebak: kata umum, urutan papan ketik, atau nama dan nomor Anda. Pilih beberapa kata"
        " acak.",
        en="The password is easily guessed: common words, runs of keys, or your own name and number. Choose some random"
        " words.",
    ),
    "WRONG_SECOND_FACTOR": text(
        id="Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya dan kirim yang itu.",
        en="The code does not match or was used already. Wait for the next one, and send that.",
    ),
    "PASSKEY_REFUSED": text(
        id="Kunci sandi tidak diterima: {reason}. Ulangi dengan kunci yang terdaftar.",
        en="The passkey was not accepted: {reason}. Try again with a registered one.",
    ),
    "PASSKEYS_OFF": text(
        id="Kunci sandi belum disiapkan di sini. Gunakan aplikasi autentikator, atau mintalah operator mengisi"
        " PUBLIC_URL.",
        en="Passkeys are not set up here. Use an authenticator, or ask the operator to set PUBLIC_URL.",
    ),
    "LAST_FACTOR": text(
        id="Ini faktor kedua yang terakhir. Daftarkan yang lain sebelum menghapusnya.",
        en="This is the last second factor. Enrol another before removing it.",
    ),
    "TOO_MANY_FACTORS": text(
        id="Sudah ada {limit} faktor kedua. Hapus salah satu sebelum menambah.",
        en="There are {limit} second factors already. Remove one before adding another.",
    ),
    "WRONG_SETUP_CODE": text(
        id="Nama pengguna dan kode sekali pakai tidak cocok, atau kode sudah habis masa berlakunya. Minta kode baru.",
        en="Login and one-time code do not match, or the code has expired. Ask for a new one.",
    ),
    "ACCOUNT_EXISTS": text(
        id="Pegawai {value} sudah mempunyai akun. Gunakan pemulihan untuk mengganti kata sandinya.",
        en="Employee {value} has an account already. Use recovery to change its password.",
    ),
    "NO_ACCOUNT": text(
        id="Pegawai {value} tidak mempunyai akun setempat. Buat dengan `simpul account add`.",
        en="Employee {value} has no local account. Make one with `simpul account add`.",
    ),
    "LOGIN_FORM": text(
        id="{value} tidak dapat dipakai sebagai nama pengguna. Gunakan NIP, atau 3 sampai 64 huruf kecil, angka, titik,"
        " dan tanda hubung.",
        en="{value} cannot be a login. Use a NIP, or 3 to 64 small letters, digits, dots and hyphens.",
    ),
    "LOGIN_TAKEN": text(
        id="Nama pengguna {value} sudah dipakai. Pilih yang lain.",
        en="The login {value} is taken. Choose another.",
    ),
    "WITNESS_NEEDED": text(
        id="Pemulihan perlu saksi: orang lain, bukan yang memulai dan bukan pemilik akun. Mintalah orang lain.",
        en="A recovery takes a witness: somebody else than who started it and whose account it is. Ask another person.",
    ),
    "OWN_ACCOUNT": text(
        id="Anda tidak dapat memulihkan akun sendiri. Mintalah administrator lain.",
        en="You cannot recover your own account. Ask another administrator.",
    ),
    "NAMED_PERSON_NEEDED": text(
        id="Tindakan ini memerlukan orang yang dikenal. Masuk dengan akun pribadi.",
        en="This takes a person who is known. Sign in with an account of your own.",
    ),
    "RECOVERY_OVER": text(
        id="Pemulihan ini sudah dipastikan, dipakai, atau habis waktunya. Mulai pemulihan baru.",
        en="This recovery was confirmed, used or has run out. Start a new one.",
    ),
    "UNKNOWN_ISSUER": text(
        id="Penyedia identitas {value} tidak dikenal di sini. Pilih salah satu dari: {allowed}.",
        en="The identity provider {value} is not known here. Use one of: {allowed}.",
    ),
    "PROVIDER_FAILED": text(
        id="Penyedia identitas tidak dapat dipakai sekarang: {reason}. Coba lagi nanti.",
        en="The identity provider cannot be used now: {reason}. Try again later.",
    ),
    "IDENTITY_REFUSED": text(
        id="Jawaban penyedia identitas ditolak: {reason}. Mulai lagi dari awal.",
        en="The answer of the identity provider was refused: {reason}. Start again from the beginning.",
    ),
    "NOT_AN_EMPLOYEE": text(
        id="Identitas itu bukan pegawai yang terdaftar di sini. Mintalah bagian kepegawaian memeriksa NIP Anda.",
        en="That identity is no employee registered here. Ask the personnel office to check your NIP.",
    ),
    "RETURN_ADDRESS": text(
        id="Alamat kembali {value} tidak diizinkan. Gunakan salah satu asal di PORTAL_ORIGINS.",
        en="The return address {value} is not allowed. Use one of the origins in PORTAL_ORIGINS.",
    ),
    "REQUEST_FORM": text(
        id="Permintaan tidak dapat dibaca: {reason}.",
        en="The request cannot be read: {reason}.",
    ),
    "OUTSIDE_SCOPE": text(
        id="Akun layanan ini tidak boleh memakai {value}. Mintalah operator menambahkannya pada cakupannya.",
        en="This service account may not use {value}. Ask the operator to add it to its scopes.",
    ),
    "SCOPE_ACTION": text(
        id="Tindakan {value} tidak ada, atau tidak dapat diserahkan kepada program dalam peran {role}. Yang ada:"
        " {allowed}.",
        en="There is no action {value}, or none that a program does in the role {role}. There are: {allowed}.",
    ),
    "OWNER_ROLE": text(
        id="Penanggung jawab program ini tidak (lagi) memegang peran {role}. Mintalah peran itu diberikan dan"
        " dikonfirmasi, atau tunjuk penanggung jawab yang memegangnya.",
        en="Whoever answers for this program does not hold the role {role} (any more). Have it granted and confirmed,"
        " or name an owner who holds it.",
    ),
    "SERVICE_ROLE": text(
        id="Akun layanan tidak dapat berperan {role}. Pilih peran yang tidak melekat pada satu orang.",
        en="A service account cannot act as {role}. Choose a role that does not hang on one person.",
    ),
    "UNKNOWN_SERVICE": text(
        id="Akun layanan {value} tidak dikenal. `simpul service list` menyebut yang ada.",
        en="The service account {value} is unknown. `simpul service list` names those that there are.",
    ),
    "SERVICE_EXISTS": text(
        id="Akun layanan {value} sudah ada. Pilih nama lain.",
        en="There is a service account {value} already. Choose another name.",
    ),
    "SERVICE_KEY_INVALID": text(
        id="Kunci layanan tidak dikenal, sudah habis masa berlakunya, atau dicabut. Mintalah kunci baru.",
        en="The service key is unknown, has expired or was revoked. Ask for a new one.",
    ),
}
