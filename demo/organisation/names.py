"""Names of made-up people as they are written in Kabupaten Bengkulu Selatan, with the titles of their schooling."""

from random import Random

MALE, FEMALE = 1, 2

GIVEN_MALE = (
    "Ade Adi Agus Ahmad Aidil Alfian Amrin Andi Andika Anton Ardi Arif Aswan Bambang Basri Bobi Budi Candra Darwin"
    " Dedi Deni Diki Doni Edi Efran Eko Elvis Eri Fadli Fahmi Fajar Faisal Ferdi Firman Gunawan Hadi Hamdan Harli"
    " Hasan Hendra Heri Idham Ikhsan Ilham Imam Indra Irwan Iskandar Ismail Iwan Jaya Joni Juli Kurnia Lukman"
    " Marwan Mersi Mirza Muhammad Mulyadi Nasrul Nopri Oki Pandu Rahmat Reki Rendi Reno Ridwan Rifki Riko Rinto"
    " Rio Rizal Roni Rudi Rusli Sapri Satria Septian Sisman Sudirman Suhardi Sukarman Supardi Surya Syahrul"
    " Taufik Teguh Toni Ujang Wahyu Wawan Yanto Yudi Yulian Yunus Yusuf Zainal Zulfan Zulkarnain"
)
GIVEN_FEMALE = (
    "Ade Aisyah Anita Apriani Ayu Citra Dahlia Desi Desmi Dewi Dian Dina Dwi Eka Elia Elvi Emi Endang Eni Erna"
    " Ernawati Evi Fatimah Fitri Fitriani Gusti Hartati Helmi Herlina Ida Indah Intan Ira Juwita Kartika Kasmiati"
    " Leni Lestari Lia Lilis Lisa Marlena Maya Mega Meri Metri Mira Murni Nadia Neli Neti Nia Nova Novita Nurhayati"
    " Nurul Oktavia Pipin Puji Putri Rahayu Rahma Ratna Reni Resti Riska Rita Rosmawati Rika Rini Ririn Rosi Sari"
    " Selvi Septi Sinta Siska Siti Sri Suryani Susi Susanti Tika Titin Tri Umi Vera Wahyuni Weni Wati Widia Winda"
    " Wulan Yanti Yeni Yesi Yosi Yuli Yuliana Yulita Zahara Zuraida"
)
LAST_MALE = (
    "Adrianto Afrizal Alamsyah Andriansyah Aprianto Arfan Ariansyah Asmadi Bahrun Darmawan Dinata Effendi Erlangga"
    " Fernando Firmansyah Gumanti Hakim Hamidi Hartono Haryadi Hidayat Irawan Jauhari Junaidi Karnedi Kurniawan"
    " Lubis Mahyudin Maulana Mukhlis Nasution Nugraha Nurdin Oktarian Pramana Prasetyo Pratama Putra Rahman"
    " Ramadhan Rohim Saputra Saputro Setiawan Sihombing Siregar Suhaimi Sulaiman Sunarto Susanto Syafri Tanjung"
    " Utama Wahyudi Wibowo Wijaya Yuliansyah Yunaidi Zulkifli"
)
LAST_FEMALE = (
    "Agustina Amelia Anggraini Apriyanti Astuti Damayanti Desmawati Efrianti Elfrida Erawati Febrianti Gustina"
    " Handayani Harahap Hasanah Herawati Hidayati Indriani Isnaini Julianti Khairani Kurniati Lestari Lubis"
    " Maharani Marlina Mulyani Nasution Ningsih Novianti Nuraini Oktaviani Pertiwi Permatasari Pratiwi Purnama"
    " Rahmawati Ramadhani Rosdiana Safitri Santika Saputri Setiawati Siregar Suarni Sulastri Susilawati Triana"
    " Utami Wahyuningsih Wulandari Yulianti Yunita Yusnita Zulaiha"
)
GIVEN = {MALE: GIVEN_MALE.split(), FEMALE: GIVEN_FEMALE.split()}
LAST = {MALE: LAST_MALE.split(), FEMALE: LAST_FEMALE.split()}
HONORIFIC = {MALE: "H. ", FEMALE: "Hj. "}
ELDER = 48

ONE_WORD, THREE_WORDS, PILGRIMS = 0.10, 0.15, 0.20


def make_name(chance: Random, sex: int, age: int, titles: tuple[str, str]) -> str:
    """A full name: at times of one or three words, with H. or Hj. for some elders, and titles before and after it."""
    before, after = titles
    pilgrim = HONORIFIC[sex] if age >= ELDER and chance.random() < PILGRIMS else ""
    name = pilgrim + before + " ".join(_choose_words(chance, sex))
    return f"{name}, {after}" if after else name


def _choose_words(chance: Random, sex: int) -> list[str]:
    length = chance.random()
    last = chance.choice(LAST[sex])
    if length < ONE_WORD:
        return [last]
    if length < 1 - THREE_WORDS:
        return [chance.choice(GIVEN[sex]), last]
    return [*chance.sample(GIVEN[sex], 2), last]
