"""Sentences in Indonesian of which made-up cases are put together; none of them names a person."""

STREETS = (
    "Jl. Jenderal Sudirman",
    "Jl. Ahmad Yani",
    "Jl. Kapten Buchari",
    "Jl. Pangeran Duayu",
    "Jl. Affan Bachsin",
    "Jl. Letnan Tukiran",
    "Jl. Raya Padang Panjang",
    "Jl. Gedang Melintang",
    "Jl. Veteran",
    "Jl. Kemas Jamaludin",
    "Jl. Pemangku Basri",
    "Jl. Sersan M. Taha",
)
AREAS = (
    "Gunung Ayu",
    "Kota Medan",
    "Ibul",
    "Padang Kapuk",
    "Kampung Baru",
    "Pasar Bawah",
    "Gunung Mesir",
    "Padang Sialang",
    "Belakang Gedung",
    "Tanjung Mulia",
    "Ketapang Besar",
    "Kayu Kunyit",
)
SPOTS = (
    "dekat Pasar Ampera",
    "di depan masjid",
    "simpang rumah sakit",
    "di depan sekolah",
    "dekat jembatan",
    "di tikungan arah pantai",
    "dekat kantor lurah",
    "di samping lapangan",
)
OPENINGS = (
    "Selamat pagi.",
    "Assalamualaikum.",
    "Mohon perhatiannya.",
    "Yth. petugas,",
    "Selamat siang, Bapak/Ibu.",
    "",
)
SINCE = (
    "sejak kemarin",
    "sudah tiga hari",
    "sudah seminggu",
    "sudah hampir dua minggu",
    "sejak bulan lalu",
    "berulang kali",
)
WISHES = {
    "COMPLAINT": (
        "Mohon segera ditangani.",
        "Tolong ditindaklanjuti.",
        "Kapan akan diperbaiki?",
        "Mohon ada petugas yang mengecek.",
    ),
    "ASPIRATION": ("Semoga dapat dipertimbangkan.", "Mohon dimasukkan ke rencana tahun depan.", "Warga siap membantu."),
    "INFORMATION_REQUEST": ("Terima kasih atas jawabannya.", "Mohon dijelaskan.", "Ke mana saya harus datang?"),
}
TOPIC_PHRASES: dict[str, tuple[str, ...]] = {
    "LALIN-MACET": (
        "Arus macet total {tempat}",
        "Kendaraan tidak bergerak {tempat}",
        "Antrean panjang kendaraan {tempat}",
    ),
    "LALIN-LAKA": (
        "Tabrakan menutup jalan {tempat}",
        "Truk mogok melintang {tempat}",
        "Pohon tumbang menutup jalan {tempat}",
    ),
    "KIR": ("Uji berkala mobil barang", "Uji berkala angkutan penumpang", "Uji pertama kendaraan baru"),
    "RAMBU": (
        "Lampu lalu lintas mati {tempat} {waktu}",
        "Rambu tertutup pohon {tempat}",
        "Lampu jalan padam {tempat} {waktu}",
    ),
    "PARKIR": (
        "Parkir di bahu jalan {tempat} {waktu}",
        "Kendaraan parkir sembarangan {tempat}, pejalan kaki tidak bisa lewat",
    ),
    "PARKIR-PUNGLI": (
        "Juru parkir meminta bayaran tanpa karcis {tempat}",
        "Tarif parkir dipungut lebih dari ketentuan {tempat}",
    ),
    "ANGKUTAN-INFO": (
        "Apakah ada angkutan dari Manna ke Seginim pada hari Minggu?",
        "Berapa tarif resmi angkutan pedesaan?",
    ),
    "KTP": (
        "Perekaman KTP elektronik pertama",
        "Cetak ulang KTP elektronik yang hilang",
        "Perubahan alamat pada KTP elektronik",
    ),
    "KK": ("Penambahan anggota keluarga pada KK", "Pisah kartu keluarga", "Perbaikan data kartu keluarga"),
    "AKTA": ("Akta kelahiran anak", "Akta kematian orang tua", "Perbaikan nama pada akta kelahiran"),
    "ADMINDUK": (
        "Kartu keluarga saya belum selesai {waktu}",
        "Nama anak saya salah pada akta dan belum diperbaiki {waktu}",
    ),
    "ADMINDUK-INFO": (
        "Apa syarat pindah domisili dari luar kabupaten?",
        "Apakah akta kelahiran dapat diurus secara daring?",
    ),
    "PKM-RAWAT": ("Pendaftaran poli umum", "Pendaftaran poli gigi", "Pendaftaran pemeriksaan ibu hamil"),
    "PKM-ANTRE": (
        "Antrean loket sangat lama, datang pagi baru dilayani siang",
        "Nomor antrean dipanggil tidak berurutan",
    ),
    "PKM-OBAT": ("Obat darah tinggi kosong {waktu}", "Resep anak saya tidak bisa ditebus karena obat habis {waktu}"),
    "PKM-SIKAP": ("Petugas menjawab pertanyaan pasien dengan ketus", "Ibu hamil disuruh pulang tanpa penjelasan"),
    "IMUNISASI-INFO": ("Kapan jadwal imunisasi campak bulan ini?", "Apakah imunisasi susulan masih bisa di posyandu?"),
    "POSYANDU": ("Usul posyandu lansia dibuka tiap bulan {tempat}", "Mohon timbangan bayi untuk posyandu {tempat}"),
    "NIB": ("Pembuatan NIB warung makan", "Pembuatan NIB usaha kerajinan", "Perubahan data NIB"),
    "IZIN-USAHA": ("Izin praktik bidan", "Izin apotek", "Izin reklame", "Izin penyelenggaraan kursus"),
    "IZIN": ("Izin usaha saya belum terbit {waktu}", "Berkas izin dikembalikan berkali-kali tanpa alasan yang jelas"),
    "IZIN-INFO": ("Apa syarat izin pangan rumahan?", "Berapa lama izin bangunan gedung diterbitkan?"),
    "GURU": (
        "Guru kelas sering tidak hadir {waktu}",
        "Jam pelajaran sering kosong {waktu}",
        "Anak saya dimarahi di depan teman-temannya",
    ),
    "SARANA-SEKOLAH": (
        "Usul perbaikan toilet sekolah",
        "Mohon buku bacaan untuk perpustakaan sekolah",
        "Atap ruang kelas bocor, mohon dianggarkan",
    ),
    "PUNGUTAN": ("Orang tua diminta membayar uang perpisahan", "Ada sumbangan wajib yang nilainya ditentukan sekolah"),
    "PPDB-INFO": ("Kapan pendaftaran peserta didik baru dibuka?", "Bagaimana aturan zonasi untuk wilayah {tempat}?"),
    "JALAN": (
        "Jalan berlubang {tempat} {waktu}",
        "Aspal amblas {tempat}, sudah ada yang jatuh",
        "Jalan licin dan rusak parah {tempat}",
    ),
    "DRAINASE": ("Selokan tersumbat {tempat}, air masuk rumah", "Genangan setiap hujan {tempat} {waktu}"),
    "IRIGASI": ("Usul perbaikan saluran irigasi {tempat}", "Tanggul sungai terkikis {tempat}, mohon diperkuat"),
    "SAMPAH": ("Sampah tidak diangkut {tempat} {waktu}", "Tempat sampah penuh dan berbau {tempat} {waktu}"),
    "CEMAR": ("Air sungai berubah warna {tempat} {waktu}", "Asap pembakaran mengganggu warga {tempat} {waktu}"),
    "SURAT": (
        "Surat keterangan domisili",
        "Surat keterangan usaha",
        "Surat pengantar nikah",
        "Surat keterangan tidak mampu",
    ),
    "KELURAHAN": ("Kantor tutup pada jam kerja", "Surat keterangan belum ditandatangani {waktu}"),
    "MUSRENBANG": (
        "Usul lampu jalan lingkungan {tempat}",
        "Usul ruang bermain anak {tempat}",
        "Usul pelatihan usaha bagi ibu-ibu {tempat}",
    ),
    "RSUD-DAFTAR": ("Pendaftaran poli penyakit dalam", "Pendaftaran poli anak", "Pendaftaran poli mata"),
    "RSUD-ANTRE": (
        "Menunggu kamar rawat inap sejak pagi",
        "Dokter datang jauh setelah jadwal",
        "Keluarga tidak diberi penjelasan oleh petugas",
    ),
    "RSUD-INFO": ("Jadwal dokter spesialis anak minggu ini?", "Apakah kamar kelas tiga masih tersedia?"),
    "BANSOS": (
        "Keluarga mampu menerima bantuan, yang miskin tidak {tempat}",
        "Bantuan saya terhenti tanpa penjelasan {waktu}",
    ),
    "BANSOS-INFO": ("Bagaimana mengecek status penerima bantuan?", "Apa syarat masuk data terpadu kesejahteraan?"),
    "SITUS": ("Situs layanan tidak bisa dibuka {waktu}", "Aplikasi selalu gagal saat mengunggah berkas"),
    "INFO-PUBLIK": ("Mohon salinan anggaran belanja daerah tahun ini", "Mohon data jumlah penduduk per kecamatan"),
    "KETERTIBAN": (
        "Musik keras sampai larut malam {tempat} {waktu}",
        "Lapak berdiri di atas trotoar {tempat}",
        "Balap liar {tempat} tiap malam minggu",
    ),
    "DISIPLIN": (
        "Pegawai sering tidak di tempat pada jam kerja {waktu}",
        "Ada pegawai berbelanja pada jam kerja {waktu}",
    ),
    "ASN-INFO": ("Kapan seleksi PPPK dibuka?", "Apa syarat pindah tugas antar instansi?"),
    "PENYIMPANGAN": (
        "Pekerjaan fisik {tempat} tidak sesuai papan proyek",
        "Honor kegiatan tidak dibayarkan sesuai daftar",
    ),
}
RESPONSES = (
    "Laporan sudah kami terima dan sedang kami periksa.",
    "Petugas sudah ke lokasi untuk memeriksa.",
    "Kami sudah berkoordinasi dengan pihak terkait.",
    "Data Bapak/Ibu sedang kami cocokkan.",
    "Tindak lanjut sudah dijadwalkan pekan ini.",
)
ARRIVALS = ("Petugas tiba di lokasi.", "Petugas mulai mengurai arus.", "Petugas di lokasi dan mengalihkan arus.")
CLEARED = ("Arus sudah lancar kembali.", "Hambatan sudah dipindahkan, arus normal.", "Lalu lintas sudah terurai.")
SERVED = ("Layanan selesai diberikan.", "Berkas lengkap dan sudah diproses.", "Selesai; tanda terima sudah diberikan.")
UNSERVED = ("Berkas belum lengkap, pemohon diminta kembali.", "Belum dapat diselesaikan saat itu juga.")
QUESTIONS = (
    "Mohon kirimkan foto dan letak yang lebih tepat.",
    "Mohon nomor berkas atau tanda terima.",
    "Mohon waktu kejadiannya.",
)
ANSWERS = ("Sudah saya lengkapi.", "Berikut keterangan tambahannya.", "Fotonya sudah saya kirim.")
RESOLUTIONS: dict[str, tuple[str, ...]] = {
    "FIXED": (
        "Sudah selesai ditangani.",
        "Perbaikan sudah dilakukan dan diperiksa.",
        "Layanan sudah diberikan dengan lengkap.",
    ),
    "PARTLY": ("Sebagian sudah ditangani, sisanya menunggu anggaran.", "Penanganan sementara sudah dilakukan."),
    "NOT_FIXED": ("Belum dapat ditangani tahun ini karena anggaran.", "Tidak ditemukan bukti yang cukup."),
    "NOT_OURS": ("Kewenangan pemerintah provinsi; laporan sudah kami teruskan.", "Kewenangan balai jalan nasional."),
    "DUPLICATE": ("Laporan yang sama sudah ditangani dengan tiket lain.",),
    "INFORMATION_GIVEN": ("Informasi yang diminta sudah kami sampaikan.", "Penjelasan dan tautan sudah kami kirim."),
    "WITHDRAWN": ("Ditutup karena pelapor tidak melengkapi keterangan.",),
}
OBJECTIONS = (
    "Belum selesai, keadaannya masih sama.",
    "Sehari setelah itu terjadi lagi.",
    "Jawaban tidak sesuai keadaan di lapangan.",
)
PRAISE = ("Cepat dan jelas, terima kasih.", "Petugas ramah.", "Sangat membantu.", "Sesuai janji.", "Prosesnya mudah.")
REGRET = (
    "Terlalu lama.",
    "Petugas kurang ramah.",
    "Masalah belum tuntas.",
    "Penjelasan berbelit-belit.",
    "Harus datang berkali-kali.",
)
